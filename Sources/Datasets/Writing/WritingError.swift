// SPDX-License-Identifier: Apache-2.0

/// Why an instance cannot be written in a format: what the format has no words for.
public struct WritingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The format.
  public let format: String
  /// What cannot be said in it.
  public let message: String

  /// The format and what it cannot say.
  public var description: String { "\(format): \(message)" }
}
