// SPDX-License-Identifier: Apache-2.0

/// What all linear programs of one solve share, which stay on one thread: the memory that GLPK
/// may use there, and whether a fatal error has taken all of them.
final class GLPKEnvironment {
  /// The most memory, in MiB.
  let memory: Int
  /// Whether every object of this environment is gone, and none may even be deleted.
  var isLost = false

  /// Sees each linear program before GLPK works on it; tests spoil its basis.
  let beforeSimplex: ((OpaquePointer) -> Void)?

  init(memory: Int, beforeSimplex: ((OpaquePointer) -> Void)? = nil) {
    self.memory = memory
    self.beforeSimplex = beforeSimplex
  }
}
