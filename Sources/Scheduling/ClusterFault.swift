// SPDX-License-Identifier: Apache-2.0

/// Something in an object that makes no sense, so that nothing can be scheduled with it.
public struct ClusterFault: Error, Sendable, Hashable {
  /// The object, such as `pod default/web`.
  public var object: String
  /// The path of the field, such as `spec.containers[0].resources.requests.cpu`.
  public var field: String
  /// What was found and what was expected.
  public var message: String

  /// Creates a fault.
  public init(object: String, field: String, message: String) {
    self.object = object
    self.field = field
    self.message = message
  }
}

extension ClusterFault: CustomStringConvertible {
  /// The object, the field, then what was found and expected.
  public var description: String { "\(object): field '\(field)': \(message)" }
}
