// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The pods that a budget covers, counted as they come and go, so that a change of one of them does
/// not cost a walk over all.
struct BudgetMembers {
  /// What counts of a pod.
  struct Member: Equatable {
    var isHealthy: Bool
    var isTerminating: Bool
    /// The identity of the pod's controller; empty where it has none.
    var controller: String

    init(_ pod: Fields) {
      isTerminating = pod.isTerminating
      isHealthy = !isTerminating && pod.isReady
      controller = pod.controllerReference?["uid"]?.string ?? ""
    }
  }

  /// The selector; `nil` where it selects nothing.
  let selector: LabelSelector?
  private var members: [String: Member] = [:]
  /// How many pods are ready and stay.
  private(set) var healthyCount = 0
  /// How many pods have no controller.
  private(set) var unmanagedCount = 0
  /// How many pods each controller has, and one of them.
  private var controllers: [String: (count: Int, reference: Fields)] = [:]

  init(selector: LabelSelector?) { self.selector = selector }

  /// How many pods there are.
  var count: Int { members.count }

  /// A pod, by its name.
  subscript(name: String) -> Member? { members[name] }

  /// The references to the controllers of the pods, by their identities.
  var controllerReferences: [Fields] {
    controllers.keys.sorted().compactMap { controllers[$0]?.reference }
  }

  /// The first pod of a controller by name, for messages.
  func firstName(of controller: String) -> String {
    members.filter { $0.value.controller == controller }.keys.min() ?? ""
  }

  /// Adds a pod, or changes it.
  ///
  /// - Returns: Whether anything has changed.
  mutating func set(_ name: String, _ pod: Fields) -> Bool {
    let member = Member(pod)
    if members[name] == member { return false }
    remove(name)
    members[name] = member
    if member.isHealthy { healthyCount += 1 }
    if member.controller.isEmpty {
      unmanagedCount += 1
    } else if controllers[member.controller] != nil {
      controllers[member.controller]?.count += 1
    } else if let reference = pod.controllerReference {
      controllers[member.controller] = (1, reference)
    }
    return true
  }

  /// Takes a pod out.
  ///
  /// - Returns: Whether it was there.
  @discardableResult
  mutating func remove(_ name: String) -> Bool {
    guard let member = members.removeValue(forKey: name) else { return false }
    if member.isHealthy { healthyCount -= 1 }
    if member.controller.isEmpty {
      unmanagedCount -= 1
    } else {
      controllers[member.controller]?.count -= 1
      if controllers[member.controller]?.count == 0 { controllers[member.controller] = nil }
    }
    return true
  }
}
