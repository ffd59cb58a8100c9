// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
public import VectorPacking

/// Adds nodes for pods that fit nowhere, and takes nodes away that are not needed.
///
/// It works on `NodeGroup` objects: it writes how many nodes there are to be and which are to go, and
/// marks nodes with taints; a provider does the rest. Without node groups it does nothing. After
/// `kubernetes/autoscaler`, `cluster-autoscaler` (`core/static_autoscaler.go`). Other than there, a
/// scan in which nothing can have changed is left out, a restart loses neither since when nodes are
/// not needed nor which are being emptied, and there is the expander `optimal`.
public final class ClusterAutoscaler: Component {
  /// The name.
  public let name = "cluster-autoscaler"
  /// Whether it runs.
  public private(set) var isRunning = false
  /// The strategies that the expander `optimal` may use.
  public var strategies = StrategyRegistry.greedy.adding(StrategyRegistry.improving.strategies)

  let environment: ComponentEnvironment
  let informers: SharedInformers
  /// How it works.
  var options = ClusterAutoscalerOptions()
  /// What is wrong with the flags, told once.
  private var toldFault: String?
  /// Since when nodes are not needed.
  var unneededSince: [String: Timestamp] = [:]
  var backoffs: [String: NodeGroupBackoff] = [:]
  var lastScaleUp: Timestamp?
  var lastDeletion: Timestamp?
  var lastFailure: Timestamp?
  /// What pods were told last, by identity.
  var toldPods: [String: String] = [:]
  /// The decision that pods cannot be helped that was kept last.
  var lastRefusals: [CapacityDecision.Refusal] = []
  /// When something is due although nothing changes.
  var nextDue = Timestamp(microseconds: .max)

  private var handlers: [(informer: Informer, handler: Informer.Handler)] = []
  private var isReady = false
  private var isDirty = true
  private var tick: Appointment?

  /// Creates the autoscaler.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    informers = environment.informers
    informers[.pods].indexByNode()
  }

  var now: Timestamp { environment.clock.now }

  // MARK: Running

  /// Begins: once everything is known and there is a group, the cluster is scanned.
  public func start() {
    guard !isRunning else { return }
    isRunning = true
    isDirty = true
    watch(.nodeGroups) { _ in true }
    for type in CapacityView.types { watch(type) { Self.matters($0) } }
    watch(.configMaps) {
      [ClusterAutoscalerOptions.configMap, PriorityExpander.configMap].contains($0.key)
    }
    waitForInformers(0)
  }

  private func watch(_ type: ResourceType, _ matters: @escaping (Informer.Change) -> Bool) {
    let informer = informers[type]
    let handler = informer.addHandler { [weak self] change in
      guard let self, matters(change) else { return }
      self.isDirty = true
      self.scheduleScan()
    }
    handlers.append((informer, handler))
    informer.start()
  }

  private func waitForInformers(_ index: Int) {
    guard index < handlers.count else {
      isReady = true
      readOptions()
      scheduleScan()
      return
    }
    handlers[index].informer.whenSynced { [weak self] in
      guard let self, self.isRunning, !self.isReady else { return }
      self.waitForInformers(index + 1)
    }
  }

  /// Whether a change may make a difference: where containers are in their lives does not.
  private static func matters(_ change: Informer.Change) -> Bool {
    guard let before = change.previous else { return true }
    let after = change.object
    switch after["kind"]?.string {
    case "Pod":
      return before["spec"] != after["spec"]
        || before["metadata"] != after["metadata"]
          && (before["metadata"]?[path: "labels"] != after["metadata"]?[path: "labels"]
            || before["metadata"]?[path: "annotations"] != after["metadata"]?[path: "annotations"]
            || before.isTerminating != after.isTerminating)
        || before.phase != after.phase
        || before.condition("PodScheduled") != after.condition("PodScheduled")
        || before["status"]?[path: "nominatedNodeName"]
          != after["status"]?[path: "nominatedNodeName"]
    case "Node":
      return NodeDifference.matters(before, after) || before.isReady != after.isReady
        || before["metadata"]?[path: "annotations"] != after["metadata"]?[path: "annotations"]
    default: return true
    }
  }

  /// Ends and forgets everything.
  public func stop() {
    guard isRunning else { return }
    isRunning = false
    isReady = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    tick?.cancel()
    tick = nil
    (unneededSince, backoffs, toldPods) = ([:], [:], [:])
    (lastScaleUp, lastDeletion, lastFailure) = (nil, nil, nil)
    (lastRefusals, toldFault, nextDue) = ([], nil, Timestamp(microseconds: .max))
  }

  private func scheduleScan() {
    guard isReady, tick == nil, informers[.nodeGroups].count > 0 else { return }
    // As upstream, the first scan comes an interval after the beginning.
    tick = environment.clock.schedule(after: options.scanInterval) { [weak self] in self?.scan() }
  }

  private func scan() {
    tick = nil
    guard isRunning, isReady, informers[.nodeGroups].count > 0 else { return }
    if isDirty || now >= nextDue {
      isDirty = false
      nextDue = Timestamp(microseconds: .max)
      do throws(APIStatus) {
        readOptions()
        try runOnce()
      } catch {
        isDirty = true
      }
    }
    tick = environment.clock.schedule(after: options.scanInterval) { [weak self] in self?.scan() }
  }

  /// Sees to it that the cluster is looked at once a moment has come.
  func isDue(at moment: Timestamp) { if moment < nextDue { nextDue = moment } }

  private func readOptions() {
    guard let object = informers[.configMaps][ClusterAutoscalerOptions.configMap] else {
      options = ClusterAutoscalerOptions()
      return
    }
    do throws(FieldFault) {
      options = try ClusterAutoscalerOptions(
        reading: DocumentField(object["data"] ?? .object(Fields()), at: "data"))
      toldFault = nil
    } catch {
      let text = "\(error.field): found \(error.found), expected \(error.expected)"
      guard toldFault != text else { return }
      toldFault = text
      environment.events.record(object, .warning, reason: "InvalidOptions", text)
    }
  }

  /// Looks at the cluster once.
  private func runOnce() throws(APIStatus) {
    try makeStatus()
    var groups = NodeGroupState.all(informers, at: now)
    if try removeFailures(groups) {
      // What was written is seen at the next scan.
      isDirty = true
      return
    }
    let starting = groups.reduce(into: Set<String>()) { $0.formUnion($1.starting) }
    let view: CapacityView
    do throws(ClusterFault) {
      view = try CapacityView(informers) { starting.contains($0.objectName) }
    } catch {
      try tell(status: "\(error)", groups, view: nil)
      return
    }
    try continueDraining(&groups)
    let isGrowing = try scaleUp(view, groups)
    if !isGrowing { try scaleDown(view, groups) }
    try tell(status: "Running", groups, view: view)
  }
}
