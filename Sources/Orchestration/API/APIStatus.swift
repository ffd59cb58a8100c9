// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What an API answers when it does not do what was asked: a `Status` object.
///
/// From `apimachinery/pkg/apis/meta/v1/types.go` and `apimachinery/pkg/api/errors`.
public struct APIStatus: Error, Sendable, Hashable {
  /// Why, in one word.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// The server cannot make sense of the request.
    case badRequest = "BadRequest"
    /// There is no such object.
    case notFound = "NotFound"
    /// There is an object of the name.
    case alreadyExists = "AlreadyExists"
    /// The object has changed since.
    case conflict = "Conflict"
    /// The object is not valid.
    case invalid = "Invalid"
    /// A rule forbids it.
    case forbidden = "Forbidden"
    /// The state asked for is no longer kept.
    case expired = "Expired"
    /// The state asked for is gone.
    case gone = "Gone"
    /// It may be done later.
    case tooManyRequests = "TooManyRequests"
    /// It cannot be done to this resource.
    case methodNotAllowed = "MethodNotAllowed"
    /// The body is in a form that is not known.
    case unsupportedMediaType = "UnsupportedMediaType"
    /// The body is too large.
    case requestEntityTooLarge = "RequestEntityTooLarge"
    /// It took too long.
    case timeout = "Timeout"
    /// Nobody answers.
    case serviceUnavailable = "ServiceUnavailable"
    /// The server has failed.
    case internalError = "InternalError"

    /// The code of HTTP.
    public var code: Int {
      switch self {
      case .badRequest: 400
      case .forbidden: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .alreadyExists, .conflict: 409
      case .expired, .gone: 410
      case .requestEntityTooLarge: 413
      case .unsupportedMediaType: 415
      case .invalid: 422
      case .tooManyRequests: 429
      case .internalError: 500
      case .serviceUnavailable: 503
      case .timeout: 504
      }
    }
  }

  /// One of several causes.
  public struct Cause: Sendable, Hashable {
    /// What kind of cause, such as `FieldValueInvalid`.
    public var reason: String
    /// What is wrong.
    public var message: String
    /// The field, such as `spec.replicas`; empty where it is none.
    public var field: String

    /// Creates a cause.
    public init(reason: String, message: String, field: String = "") {
      (self.reason, self.message, self.field) = (reason, message, field)
    }
  }

  /// What the status is about.
  public struct Details: Sendable, Hashable {
    /// The object's name.
    public var name: String
    /// The group.
    public var group: String
    /// The resource, or the kind for invalid objects.
    public var kind: String
    /// The object's identity.
    public var uid: String
    /// The causes.
    public var causes: [Cause]
    /// After how many seconds to try again.
    public var retryAfterSeconds: Int64

    /// Creates details.
    public init(
      name: String = "", group: String = "", kind: String = "", uid: String = "",
      causes: [Cause] = [], retryAfterSeconds: Int64 = 0
    ) {
      (self.name, self.group, self.kind, self.uid) = (name, group, kind, uid)
      (self.causes, self.retryAfterSeconds) = (causes, retryAfterSeconds)
    }
  }

  /// Why, in one word.
  public var reason: Reason
  /// Why, for people.
  public var message: String
  /// What it is about.
  public var details: Details?

  /// Creates a status.
  public init(_ reason: Reason, _ message: String, details: Details? = nil) {
    (self.reason, self.message, self.details) = (reason, message, details)
  }

  /// The code of HTTP.
  public var code: Int { reason.code }

  /// The `Status` object.
  public var fields: Fields {
    var fields: Fields = [
      "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Failure",
      "message": .string(message), "reason": .string(reason.rawValue),
    ]
    if let details { fields["details"] = .object(details.fields) }
    fields["code"] = .integer(Int64(code))
    return fields
  }
}

extension APIStatus: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}

extension APIStatus.Details {
  /// The details as they stand in a `Status` object.
  var fields: Fields {
    var fields = Fields()
    if !name.isEmpty { fields["name"] = .string(name) }
    if !group.isEmpty { fields["group"] = .string(group) }
    if !kind.isEmpty { fields["kind"] = .string(kind) }
    if !uid.isEmpty { fields["uid"] = .string(uid) }
    if !causes.isEmpty {
      fields["causes"] = .array(
        causes.map { cause in
          var fields: Fields = [
            "reason": .string(cause.reason), "message": .string(cause.message),
          ]
          if !cause.field.isEmpty { fields["field"] = .string(cause.field) }
          return .object(fields)
        })
    }
    if retryAfterSeconds > 0 { fields["retryAfterSeconds"] = .integer(retryAfterSeconds) }
    return fields
  }
}
