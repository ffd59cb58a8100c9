// SPDX-License-Identifier: Apache-2.0

/// The answers of an API, worded as a real one words them.
extension APIStatus {
  /// There is no such object.
  public static func notFound(_ type: ResourceType, _ name: String) -> APIStatus {
    APIStatus(.notFound, "\(type.qualifiedName) \"\(name)\" not found", details: type.details(name))
  }

  /// There is an object of the name.
  public static func alreadyExists(_ type: ResourceType, _ name: String) -> APIStatus {
    APIStatus(
      .alreadyExists, "\(type.qualifiedName) \"\(name)\" already exists",
      details: type.details(name))
  }

  /// The object has changed since it was read, or something else stands against the operation.
  public static func conflict(
    _ type: ResourceType, _ name: String,
    _ message: String =
      "the object has been modified; please apply your changes to the latest version and try again"
  ) -> APIStatus {
    APIStatus(
      .conflict, "Operation cannot be fulfilled on \(type.qualifiedName) \"\(name)\": \(message)",
      details: type.details(name))
  }

  /// A rule forbids it.
  public static func forbidden(
    _ type: ResourceType, _ name: String, _ message: String
  ) -> APIStatus {
    let subject = name.isEmpty ? type.qualifiedName : "\(type.qualifiedName) \"\(name)\""
    return APIStatus(
      .forbidden, "\(subject) is forbidden: \(message)", details: type.details(name))
  }

  /// The object is not valid.
  public static func invalid(
    _ type: ResourceType, _ name: String, _ causes: [Cause]
  ) -> APIStatus {
    let subject = type.group.isEmpty ? type.kind : "\(type.kind).\(type.group)"
    let texts = causes.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
    let text = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    return APIStatus(
      .invalid, "\(subject) \"\(name)\" is invalid: \(text)",
      details: Details(name: name, group: type.group, kind: type.kind, causes: causes))
  }

  /// The server cannot make sense of the request.
  public static func badRequest(_ message: String) -> APIStatus {
    APIStatus(.badRequest, message)
  }

  /// The revision asked for is no longer kept.
  public static func expired(requested: Int64, oldest: Int64) -> APIStatus {
    APIStatus(.expired, "too old resource version: \(requested) (\(oldest))")
  }

  /// It cannot be done to this resource.
  public static func methodNotAllowed(_ type: ResourceType, _ verb: String) -> APIStatus {
    APIStatus(
      .methodNotAllowed, "\(verb) is not supported on resources of kind \"\(type.qualifiedName)\"",
      details: type.details(""))
  }
}

extension ResourceType {
  func details(_ name: String) -> APIStatus.Details {
    APIStatus.Details(name: name, group: group, kind: plural)
  }
}
