// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps one pod of a node as it is wanted: starts its containers, looks after them, ends them, and
/// tells its status.
///
/// `sync` may be called at any time and as often as one likes; it looks at what there is, does what
/// is to be done, and says when it wants to look again. From `pkg/kubelet/pod_workers.go` and
/// `kuberuntime_manager.go`.
final class PodWorker {
  /// Why a pod ends.
  enum Ending {
    /// Its object is to be deleted.
    case deleted
    /// Its object is gone.
    case removed
    /// All of its containers have done their work, or one has failed for good.
    case completed
    /// It ends before its time, and its status says why.
    case failed(reason: String, message: String, gracePeriod: Int64?, isDisruption: Bool)
    /// The node did not take it.
    case rejected(reason: String, message: String)
  }

  let key: ObjectKey
  let uid: String
  unowned let kubelet: Kubelet
  /// The pod as it is known, or as it was written last.
  var pod: Fields
  let shape: PodShape
  var units: [ContainerUnit]
  var ending: Ending?
  /// When its containers were asked to end.
  var endingSince: Timestamp?
  /// Whether all of its containers have ended for good.
  var hasEnded = false
  var isAdmitted = false
  /// Whether all init containers have done their work once.
  var isInitialized = false
  /// When the node took it.
  var startTime: Value?
  /// The volumes that are from claims.
  var volumes: [PodVolume]
  /// Since when volumes are waited for.
  var volumesSince: Timestamp?
  /// When it was told last that volumes are waited for, and why.
  var volumesTold: Timestamp?
  var volumesFault = ""
  /// Whether the status was not written though it changed.
  var isWritingOwed = false
  /// What it knows of the configuration of its pod; `nil` where that uses none.
  private(set) var configuration: PodConfiguration?
  private var appointment: Appointment?
  /// When it wants to look again.
  private var wake: Timestamp?

  init(_ pod: Fields, _ key: ObjectKey, of kubelet: Kubelet) {
    (self.pod, self.key, self.kubelet) = (pod, key, kubelet)
    uid = pod.uid
    volumes = pod.claimVolumes.map {
      PodVolume(name: $0.volume, claim: $0.claim, isEphemeral: $0.isEphemeral)
    }
    shape = kubelet.patterns.shapes.shape(of: pod["spec"]?.object ?? Fields())
    units = Array(repeating: ContainerUnit(), count: shape.containers.count)
    configuration = PodConfiguration(pod["spec"]?.object ?? Fields())
    startTime = status["startTime"]
    adopt()
  }

  var spec: Fields { pod["spec"]?.object ?? Fields() }
  var status: Fields { pod["status"]?.object ?? Fields() }
  var machine: SimulatedMachine { kubelet.machine }
  var clock: any Clock { kubelet.environment.clock }
  var now: Timestamp { clock.now }
  var phase: String { status["phase"]?.string ?? "Pending" }
  var restartPolicy: String { spec["restartPolicy"]?.string ?? "Always" }
  var isTerminalInAPI: Bool { phase == "Succeeded" || phase == "Failed" }

  /// Takes over what the machine has of the pod, as after a restart of the kubelet.
  private func adopt() {
    guard let sandbox = machine.sandbox(uid) else { return }
    for (index, container) in shape.containers.enumerated() {
      units[index].container = sandbox.latest(container.name)
      units[index].previous = sandbox.previous(container.name)
      if units[index].container?.isStopping == true { units[index].isStopping = true }
      if index >= shape.initialCount, units[index].container != nil { isInitialized = true }
    }
    isAdmitted = true
  }

  /// Sees another state of the object.
  func see(_ object: Fields) {
    guard object.revision > pod.revision else { return }
    let before = pod.metadata
    pod = object
    machine.sandbox(uid)?.pod = object
    sync()
    if configuration != nil,
      before["labels"] != object.metadata["labels"]
        || before["annotations"] != object.metadata["annotations"]
    {
      refreshVolumes()
    }
  }

  /// Wants another look at a moment, or before.
  func look(at moment: Timestamp) {
    wake = min(wake ?? moment, moment)
  }

  /// Stops doing anything.
  func retire() {
    appointment?.cancel()
    appointment = nil
    releaseConfiguration()
    for unit in units {
      if let pull = unit.pull { kubelet.images.cancel(pull) }
    }
  }

  /// Looks, does what is to be done, and tells the status.
  func sync() {
    appointment?.cancel()
    appointment = nil
    wake = nil
    if ending == nil { decideEnding() }
    if ending == nil { advance() }
    if ending != nil, !hasEnded { terminate() }
    if hasEnded, !volumes.isEmpty { releaseVolumes() }
    tellStatus()
    if kubelet.isRunning, let wake {
      appointment = clock.schedule(at: wake) { [weak self] in
        guard let self else { return }
        self.appointment = nil
        self.sync()
        if self.isDone { self.kubelet.forget(self) }
      }
    }
  }

  /// Whether the pod is to end, whatever its containers do.
  private func decideEnding() {
    if pod.metadata["deletionTimestamp"] != nil {
      ending = .deleted
    } else if isTerminalInAPI {
      ending = .completed
    } else {
      keepDeadline()
    }
  }

  /// Ends the pod where it has run for longer than it may.
  func keepDeadline() {
    if case .integer(let seconds)? = spec["activeDeadlineSeconds"],
      let start = startTime.flatMap({ Timestamp($0) })
    {
      // The clock that the start was read from is the one that the end is compared with.
      let moment = start.advanced(by: seconds * 1_000_000 - machine.clockOffset)
      if moment > now {
        look(at: moment)
      } else {
        let message = "Pod was active on the node longer than the specified deadline"
        kubelet.tell(pod, reason: "DeadlineExceeded", message)
        ending = .failed(
          reason: "DeadlineExceeded", message: message, gracePeriod: nil, isDisruption: false)
      }
    }
  }

  /// Ends the pod before its time.
  func fail(reason: String, message: String, gracePeriod: Int64?, isDisruption: Bool) {
    guard ending == nil else { return }
    ending = .failed(
      reason: reason, message: message, gracePeriod: gracePeriod, isDisruption: isDisruption)
    sync()
  }

  /// The object is gone: the containers have to go as well, and nothing is told any more.
  func objectIsGone() {
    ending = .removed
    if hasEnded { machine.removeSandbox(uid) }
    if !hasEnded || machine.hasMounts(uid) { sync() }
  }

  /// Whether nothing is left to be done, not even when the object is deleted.
  var isDone: Bool {
    guard hasEnded, !machine.hasMounts(uid), let ending else { return false }
    if case .removed = ending { return true }
    return false
  }

  /// A container of the pod, as behaviours are asked about it.
  func subject(_ index: Int, attempt: Int) -> BehaviorSubject {
    let container = shape.containers[index]
    return BehaviorSubject(
      pod: pod, container: container.name, image: container.image, role: container.role,
      attempt: attempt, node: machine.name, nodeLabels: machine.labels)
  }
}
