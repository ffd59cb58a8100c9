// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A stack of Docker Swarm that a scenario brings to the cluster.
public struct StackRequest: Sendable {
  /// The stack's name.
  public var name: String
  /// The objects of the stack.
  public var stack: SwarmStack
  /// Whether services that the file does not have are deleted.
  public var prunes: Bool

  /// Creates a request.
  public init(name: String, stack: SwarmStack, prunes: Bool = false) {
    (self.name, self.stack, self.prunes) = (name, stack, prunes)
  }
}

extension Scenario {
  /// Whether there are tasks of a swarm in it, so that a scheduler for them is needed.
  var usesSwarm: Bool {
    func isService(_ object: Fields) -> Bool { object["kind"] == "SwarmService" }
    if !stacks.isEmpty || settings.swarm != nil || objects.contains(where: isService) {
      return true
    }
    return timeline.contains { entry in
      switch entry.action {
      case .stackDeploy: true
      case .apply(let objects): objects.contains(where: isService)
      default: false
      }
    }
  }
}
