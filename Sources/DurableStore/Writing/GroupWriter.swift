// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import Foundation
public import Orchestration

/// Does the writes of many callers on a thread of its own, many in one transaction, and answers
/// each once it is on the disk.
///
/// While one group waits for the disk, the next gathers by itself. A call waits longer than that
/// only where a delay is set.
public final class GroupWriter: Sendable {
  /// How large groups become.
  public struct Limits: Sendable {
    /// How many writes a group has at most.
    public var writes = 1_024
    /// For how long a group gathers once its first write has come, in microseconds; 0 takes what
    /// is there.
    public var delay: Int64 = 0

    /// Creates limits.
    public init(writes: Int = 1_024, delay: Int64 = 0) {
      (self.writes, self.delay) = (max(1, writes), max(0, delay))
    }
  }

  /// Something to be done in a group; what it returns is called when the group is on the disk, or
  /// with the reason why it is not.
  typealias Job = @Sendable (SQLiteStore) -> (StoreError?) -> Void

  private let gathering: Gathering

  /// Creates a writer, which is the only one to use the store from now on.
  ///
  /// - Parameters:
  ///   - store: The store; it is closed with the writer.
  ///   - limits: How large groups become.
  public init(_ store: sending SQLiteStore, _ limits: Limits = Limits()) {
    let gathering = Gathering(store, limits)
    self.gathering = gathering
    let thread = Thread { gathering.run() }
    thread.name = "store writer"
    thread.start()
  }

  /// Does something with the store in a group.
  ///
  /// - Parameters:
  ///   - work: What is done, on the writer's thread.
  ///   - acknowledge: Told what came of it, on the writer's thread, once it is on the disk.
  public func submit<Success: Sendable>(
    _ work: @escaping @Sendable (SQLiteStore) throws(StoreError) -> Success,
    acknowledge: @escaping @Sendable (Result<Success, StoreError>) -> Void
  ) {
    let isTaken = gathering.add { store in
      let result: Result<Success, StoreError>
      do throws(StoreError) {
        result = .success(try work(store))
      } catch {
        result = .failure(error)
      }
      return { failure in acknowledge(failure.map { .failure($0) } ?? result) }
    }
    if !isTaken { acknowledge(.failure(.failed("the writer is closed"))) }
  }

  /// Writes an object; it is on the disk when this returns.
  ///
  /// - Throws: `changed` where the object has another revision, `failed` where it cannot be kept.
  public func put(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, expecting expected: Int64?
  ) async throws(StoreError) -> Fields {
    try await done { store throws(StoreError) in
      try store.put(type, key, object, expecting: expected)
    }
  }

  /// Deletes an object; that is on the disk when this returns.
  ///
  /// - Throws: `changed` where the object has another revision, `failed` where it cannot be done.
  public func delete(
    _ type: ResourceType, _ key: ObjectKey, expecting expected: Int64
  ) async throws(StoreError) -> Fields {
    try await done { store throws(StoreError) in
      try store.delete(type, key, expecting: expected)
    }
  }

  private func done<Success: Sendable>(
    _ work: @escaping @Sendable (SQLiteStore) throws(StoreError) -> Success
  ) async throws(StoreError) -> Success {
    let result = await withCheckedContinuation { continuation in
      submit(work) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  /// Does what was handed in, then closes the store; returns when that is done.
  public func close() { gathering.close() }

  deinit { gathering.close(waits: false) }
}

/// The writes that wait, and the thread that does them.
///
/// All but the store is guarded by the condition; the store is used by the thread alone.
private final class Gathering: @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [GroupWriter.Job] = []
  private var isClosing = false
  private var isClosed = false
  private let store: SQLiteStore
  private let limits: GroupWriter.Limits

  init(_ store: SQLiteStore, _ limits: GroupWriter.Limits) {
    (self.store, self.limits) = (store, limits)
  }

  /// Adds a job; `false` where none is taken any more.
  func add(_ job: @escaping GroupWriter.Job) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard !isClosing else { return false }
    jobs.append(job)
    if jobs.count == 1 || jobs.count == limits.writes { condition.broadcast() }
    return true
  }

  /// Does jobs until the writer is closed.
  func run() {
    while let first = take(atMost: limits.writes, until: nil) {
      var acknowledgements: [(StoreError?) -> Void] = []
      var group = first
      let end = Date(timeIntervalSinceNow: Double(limits.delay) / 1e6)
      let outcome: StoreError?
      do throws(StoreError) {
        try store.withBatch {
          while true {
            for job in group { acknowledgements.append(job(store)) }
            guard limits.delay > 0, acknowledgements.count < limits.writes,
              let more = take(atMost: limits.writes - acknowledgements.count, until: end)
            else { return }
            group = more
          }
        }
        outcome = nil
      } catch {
        outcome = error
        // Where the batch could not even begin, nothing was done.
        if acknowledgements.isEmpty { acknowledgements = group.map { $0(store) } }
      }
      for acknowledge in acknowledgements { acknowledge(outcome) }
    }
    store.close()
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }

  /// Waits for jobs.
  ///
  /// - Parameters:
  ///   - count: How many at most.
  ///   - end: Until when to wait; `nil` for ever, or until the writer is closed.
  /// - Returns: The jobs; `nil` where there are none.
  private func take(atMost count: Int, until end: Date?) -> [GroupWriter.Job]? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty {
      if isClosing { return nil }
      if let end {
        guard condition.wait(until: end) else { break }
      } else {
        condition.wait()
      }
    }
    guard !jobs.isEmpty else { return nil }
    let taken = Array(jobs.prefix(count))
    jobs.removeFirst(taken.count)
    return taken
  }

  func close(waits: Bool = true) {
    condition.lock()
    isClosing = true
    condition.broadcast()
    while waits, !isClosed { condition.wait() }
    condition.unlock()
  }
}
