// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What a controller has done and has not heard of yet, by the object that it did it for.
///
/// While it waits, it must not look again, or it would do the same twice. From
/// `pkg/controller/controller_utils.go`, where an expectation is given up after five minutes too.
public struct Expectations {
  private struct Pending {
    var creations: Set<String> = []
    var deletions: Set<String> = []
    var since: Int64
  }

  private var pending: [ObjectKey: Pending] = [:]
  /// After how many microseconds an expectation is given up.
  public static let timeout: Int64 = 300_000_000

  /// Creates no expectations.
  public init() {}

  /// Expects to hear of a new object.
  ///
  /// - Parameters:
  ///   - uid: The identity of the object that was created.
  ///   - key: What it was created for.
  ///   - now: The time.
  public mutating func expectCreation(of uid: String, for key: ObjectKey, at now: Timestamp) {
    pending[key, default: Pending(since: now.microseconds)].creations.insert(uid)
  }

  /// Expects to hear that an object is gone or is to go.
  public mutating func expectDeletion(of uid: String, for key: ObjectKey, at now: Timestamp) {
    pending[key, default: Pending(since: now.microseconds)].deletions.insert(uid)
  }

  /// An object was heard of.
  public mutating func sawCreation(of uid: String, for key: ObjectKey) {
    guard pending[key] != nil else { return }
    pending[key]?.creations.remove(uid)
    clean(key)
  }

  /// An object is gone or is to go.
  public mutating func sawDeletion(of uid: String, for key: ObjectKey) {
    guard pending[key] != nil else { return }
    pending[key]?.creations.remove(uid)
    pending[key]?.deletions.remove(uid)
    clean(key)
  }

  private mutating func clean(_ key: ObjectKey) {
    if let left = pending[key], left.creations.isEmpty, left.deletions.isEmpty {
      pending[key] = nil
    }
  }

  /// Forgets what was expected for an object.
  public mutating func forget(_ key: ObjectKey) { pending[key] = nil }

  /// Whether nothing is waited for, or for too long.
  public func areMet(for key: ObjectKey, at now: Timestamp) -> Bool {
    guard let waiting = pending[key] else { return true }
    return now.microseconds - waiting.since > Self.timeout
  }
}
