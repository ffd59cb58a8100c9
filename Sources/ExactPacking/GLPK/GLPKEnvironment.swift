// SPDX-License-Identifier: Apache-2.0

/// What all linear programs of one solve share, which stay on one thread: the memory that GLPK
/// may use there, and whether a fatal error has taken all of them.
final class GLPKEnvironment {
  /// The most memory, in MiB.
  let memory: Int
  /// Whether every object of this environment is gone, and none may even be deleted.
  var isLost = false

  init(memory: Int) {
    self.memory = memory
  }
}
