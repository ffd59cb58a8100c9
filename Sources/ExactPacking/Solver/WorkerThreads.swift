// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Does pieces of work that do not depend on each other on several threads.
///
/// Which thread does which piece changes nothing, so the results are the same with any number of
/// threads. Nothing in a piece may touch GLPK, whose objects belong to the thread of the solve.
enum WorkerThreads {
  /// Does all pieces and waits for them; this thread works too.
  ///
  /// - Parameters:
  ///   - pieces: The work.
  ///   - threads: How many threads may work at once.
  ///   - body: Does one piece.
  /// - Returns: One result per piece, in order.
  static func map<Piece: Sendable, Output: Sendable>(
    _ pieces: [Piece], threads: Int, _ body: @escaping @Sendable (Piece) -> Output
  ) -> [Output] {
    guard threads > 1, pieces.count > 1 else { return pieces.map(body) }
    let outputs = Outputs<Output>(pieces.count)
    let work: @Sendable () -> Void = {
      while let index = outputs.take() {
        let output = body(pieces[index])
        outputs.list.withLock { $0[index] = output }
      }
    }
    let helpers = (1..<min(threads, pieces.count)).compactMap { _ in start(work) }
    work()
    for helper in helpers { pthread_join(helper, nil) }
    return outputs.list.withLock { $0.compactMap { $0 } }
  }

  /// - Returns: `nil` where the system has no thread to give.
  private static func start(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 16 << 20)
    let passed = Unmanaged.passRetained(Job(work))
    var thread = pthread_t()
    guard pthread_create(&thread, &attributes, entry, passed.toOpaque()) == 0 else {
      passed.release()
      return nil
    }
    return thread
  }

  private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    { context in
      if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().work() }
      return nil
    }

  private final class Job: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  private final class Outputs<Output: Sendable>: Sendable {
    let list: Mutex<[Output?]>
    private let next = Atomic<Int>(0)
    private let count: Int

    init(_ count: Int) {
      self.count = count
      list = Mutex(Array(repeating: nil, count: count))
    }

    /// The next piece nobody has taken.
    func take() -> Int? {
      let index = next.add(1, ordering: .relaxed).oldValue
      return index < count ? index : nil
    }
  }
}
