// SPDX-License-Identifier: Apache-2.0

/// Something that is wrong with the file of a store.
public struct StoreFinding: Sendable, Hashable {
  /// Which object, page or table it is about.
  public var subject: String
  /// What is wrong.
  public var message: String

  init(_ subject: String, _ message: String) {
    (self.subject, self.message) = (subject, message)
  }
}

extension StoreFinding: CustomStringConvertible {
  /// The subject, then what is wrong with it.
  public var description: String { "\(subject): \(message)" }
}
