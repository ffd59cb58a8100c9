// SPDX-License-Identifier: Apache-2.0

/// How a store in a file is opened.
public struct StoreOptions: Sendable {
  /// What is done with a file.
  public enum Access: Sendable, Hashable {
    /// Reads and writes, and makes the file where it is not there; for one process at a time.
    case create
    /// Reads and writes a file that is there; for one process at a time.
    case existing
    /// Reads the state that the file has now, also while another process writes.
    case reading
  }

  /// What is done with the file.
  public var access = Access.create
  /// The keys for what is encrypted; without any, what is written is plain.
  public var keys: KeyRing?
  /// The types that are encrypted where there are keys, by their qualified names, such as `secrets`
  /// or `certificates.example.com`.
  public var encryptedTypes: Set<String> = ["secrets"]
  /// How many changes of a type are kept at least; more are forgotten now and then.
  public var historyLimit = 10_000
  /// How many objects are kept in memory as they were read or written, to be read again at once.
  public var cacheLimit = 100_000
  /// How many pages the file may have, for tests of a disk that is full; 0 for any number.
  public var pageLimit = 0

  /// Creates options.
  ///
  /// - Parameters:
  ///   - access: What is done with the file.
  ///   - keys: The keys for what is encrypted.
  public init(access: Access = .create, keys: KeyRing? = nil) {
    (self.access, self.keys) = (access, keys)
  }
}
