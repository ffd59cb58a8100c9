// SPDX-License-Identifier: Apache-2.0

import CGLPK
import Glibc
import Synchronization

/// Runs one solve on a thread of its own.
///
/// GLPK keeps its memory and hooks per thread, and an object made on one thread must not be
/// deleted on another. So a solve never shares its thread: it cannot disturb other users of
/// GLPK in the process, no task can move it to another thread half-way, and at its end the
/// whole environment is freed, whatever happened.
enum SolverThread {
  /// Runs a body to its end and waits for it.
  ///
  /// - Returns: What the body returns, or `nil` where the system has no thread to give.
  static func run<Output: Sendable>(
    stackSize: Int = 16 << 20, _ body: @escaping @Sendable () -> Output
  ) -> Output? {
    let output = Slot<Output>()
    let job = Job { output.value.withLock { $0 = body() } }
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    let passed = Unmanaged.passRetained(job)
    var thread = pthread_t()
    let failure = pthread_create(&thread, &attributes, entry, passed.toOpaque())
    guard failure == 0 else {
      passed.release()
      return nil
    }
    pthread_join(thread, nil)
    return output.value.withLock { $0 }
  }

  private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    { context in
      if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body() }
      glp_free_env()
      return nil
    }

  private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private final class Slot<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
