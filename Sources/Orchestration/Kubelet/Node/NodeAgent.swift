// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Registers a node, tells its conditions, and keeps its lease.
///
/// From `pkg/kubelet/kubelet_node_status.go` and `nodestatus/setters.go`.
final class NodeAgent {
  let machine: SimulatedMachine
  let client: PartitionableClient
  let clock: any Clock
  let configuration: KubeletConfiguration
  private let description: Fields
  /// The node as it is known.
  private(set) var object: Fields
  private let informer: Informer
  private var handler: Informer.Handler?
  private let heartbeat: NodeHeartbeat
  private var retry: Appointment?
  private var report: Appointment?
  private(set) var isRunning = false
  private var isRegistered = false
  /// What pods may request, in thousandths for the processor.
  let allocatable: [String: Int64]
  let memoryCapacity: Int64?
  /// How much processor it has, in millicores; `nil` where that is not said.
  let cpuCapacity: Int64?
  /// Whether memory is short.
  private(set) var hasMemoryPressure = false
  var tell: ((EventRecorder.EventType, String, String) -> Void)?
  /// The attached volumes that pods of the node use.
  var volumesInUse: () -> [String] = { [] }
  /// Told when other volumes are attached to the node than before.
  var attachmentsChanged: () -> Void = {}

  init(
    _ node: Fields, machine: SimulatedMachine, client: PartitionableClient, clock: any Clock,
    configuration: KubeletConfiguration
  ) {
    (self.machine, self.client, self.clock) = (machine, client, clock)
    self.configuration = configuration
    (description, object) = (node, node)
    heartbeat = NodeHeartbeat(
      machine, client: client, clock: clock, configuration: configuration)
    let status = Node(fields: node).status
    let amounts = status.allocatable.isEmpty ? status.capacity : status.allocatable
    allocatable = amounts.reduce(into: [:]) { all, entry in
      all[entry.key] = try? entry.value.value(in: entry.key == "cpu" ? .milli : .bytes)
    }
    cpuCapacity = status.capacity["cpu"].flatMap { try? $0.value(in: .milli) }
    memoryCapacity = status.capacity["memory"].flatMap { try? $0.value(in: .bytes) }
    let own = FieldSelector.Requirement(
      field: "metadata.name", isEqual: true, value: machine.name)
    informer = Informer(
      .nodes, ListOptions(fields: FieldSelector([own])), client: client, clock: clock)
  }

  // MARK: Running

  func start() {
    guard !isRunning else { return }
    isRunning = true
    register()
  }

  /// Ends in good order: the lease says when it was renewed last.
  func stop() {
    heartbeat.settle()
    halt()
  }

  /// Ends at once.
  func halt() {
    isRunning = false
    isRegistered = false
    hasMemoryPressure = false
    heartbeat.halt()
    if let handler { informer.remove(handler) }
    handler = nil
    retry?.cancel()
    report?.cancel()
    (retry, report) = (nil, nil)
  }

  /// The API is about to be out of reach.
  func failureIsNear() { heartbeat.settle() }

  func networkReturned() {
    guard isRunning else { return }
    guard isRegistered else {
      register()
      return
    }
    heartbeat.begin(owner: object)
    writeStatus()
  }

  // MARK: Registering

  private func register() {
    guard isRunning, !isRegistered else { return }
    do throws(APIStatus) {
      try createOrAdopt()
      try registerDrivers()
      isRegistered = true
    } catch {
      tryLater { [weak self] in self?.register() }
      return
    }
    tell?(.normal, "Starting", "Starting kubelet.")
    heartbeat.begin(owner: object)
    writeStatus()
    handler = informer.addHandler { [weak self] in self?.see($0) }
    informer.start()
    scheduleReport()
  }

  private func createOrAdopt() throws(APIStatus) {
    var node = description
    node["apiVersion"] = "v1"
    node["kind"] = "Node"
    let name = machine.name
    node.modify("metadata") { metadata in
      metadata["name"] = .string(name)
      for field in ["uid", "resourceVersion", "creationTimestamp", "managedFields"] {
        metadata[field] = nil
      }
      metadata.modify("labels") { labels in Self.fillLabels(&labels, name) }
    }
    if let known = try client.find(.nodes, ObjectKey(name: name)) {
      var changed = known
      changed.modify("metadata") { metadata in
        metadata.modify("labels") { labels in Self.fillLabels(&labels, name) }
      }
      object = changed == known ? known : try client.update(.nodes, changed)
    } else {
      object = try client.create(.nodes, node)
    }
  }

  private static func fillLabels(_ labels: inout Fields, _ name: String) {
    for (key, value) in [
      ("beta.kubernetes.io/arch", "amd64"), ("beta.kubernetes.io/os", "linux"),
      ("kubernetes.io/arch", "amd64"), ("kubernetes.io/hostname", name),
      ("kubernetes.io/os", "linux"),
    ] where labels[key] == nil {
      labels[key] = .string(value)
    }
  }

  private func tryLater(_ action: @escaping () -> Void) {
    retry?.cancel()
    retry = clock.schedule(after: configuration.nodeStatusUpdate) { action() }
  }

  // MARK: Status

  private func see(_ change: Informer.Change) {
    guard isRunning else { return }
    switch change {
    case .removed: break
    case .added(_, let node), .changed(_, _, let node):
      let attached = object.observed["volumesAttached"]
      if node.revision > object.revision { object = node }
      if object.observed["volumesAttached"] != change.previous?.observed["volumesAttached"]
        || object.observed["volumesAttached"] != attached
      {
        attachmentsChanged()
      }
      // What others made of the conditions is put right when the status is looked at next.
      if wantedStatus(object) != object["status"]?.object, retry?.isPending != true {
        tryLater { [weak self] in self?.writeStatus() }
      }
    }
  }

  /// The machine's clock says something else from now on.
  func clockChanged() {
    guard isRunning, isRegistered else { return }
    heartbeat.begin(owner: object)
  }

  func setMemoryPressure(_ isShort: Bool) {
    guard hasMemoryPressure != isShort else { return }
    hasMemoryPressure = isShort
    tell?(
      .normal, isShort ? "NodeHasInsufficientMemory" : "NodeHasSufficientMemory",
      "Node \(machine.name) status is now: "
        + (isShort ? "NodeHasInsufficientMemory" : "NodeHasSufficientMemory"))
    if isRegistered { writeStatus() }
  }

  private func scheduleReport() {
    guard configuration.heartbeat == .written else { return }
    report?.cancel()
    report = clock.schedule(after: configuration.nodeStatusReport) { [weak self] in
      guard let self, self.isRunning else { return }
      self.writeStatus(isReport: true)
      self.scheduleReport()
    }
  }

  private func writeStatus(isReport: Bool = false) {
    guard isRunning else { return }
    retry?.cancel()
    retry = nil
    tellOfReboot()
    for _ in 0..<3 {
      let status = wantedStatus(object, isReport: isReport)
      guard status != object["status"]?.object else { return }
      let wasReady = Self.isReady(object)
      var changed = object
      changed["status"] = .object(status)
      do throws(APIStatus) {
        object = try client.updateStatus(.nodes, changed)
        if !wasReady {
          tell?(.normal, "NodeReady", "Node \(machine.name) status is now: NodeReady")
        }
        return
      } catch {
        if error.reason == .conflict,
          let latest = try? client.find(.nodes, ObjectKey(name: machine.name))
        {
          object = latest
          continue
        }
        // A node that was deleted is not registered again before the kubelet is restarted.
        if error.reason == .notFound { return }
        break
      }
    }
    tryLater { [weak self] in self?.writeStatus() }
  }

  /// Says so where the machine was started again since the status was written.
  private func tellOfReboot() {
    let told = object["status"]?.object?["nodeInfo"]?.object?["bootID"]?.string ?? ""
    let boot = nodeInfo["bootID"]?.string ?? ""
    if !told.isEmpty, told != boot {
      tell?(
        .warning, "Rebooted", "Node \(machine.name) has been rebooted, boot id: \(boot)")
    }
  }

  /// The machine has another image; that is told when the status is looked at next.
  func imagesChanged() {
    guard isRegistered, retry?.isPending != true else { return }
    tryLater { [weak self] in self?.writeStatus() }
  }

  /// No more images than this are told, the largest first (`nodeStatusMaxImages`).
  private static let mostImages = 50

  /// The images of the machine whose size is known.
  private var images: [Value] {
    machine.images.filter { $0.value > 0 }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
    }.prefix(Self.mostImages).map { image, size in
      ["names": [.string(image)], "sizeBytes": .integer(size)]
    }
  }

  /// Pods use other volumes than before.
  func volumesChanged() { if isRegistered { writeStatus() } }

  private static func isReady(_ node: Fields) -> Bool {
    (node["status"]?.object?["conditions"]?.array ?? []).contains {
      $0.object?["type"] == "Ready" && $0.object?["status"] == "True"
    }
  }

  private func wantedStatus(_ node: Fields, isReport: Bool = false) -> Fields {
    var status = node["status"]?.object ?? Fields()
    let described = description["status"]?.object
    for name in ["capacity", "allocatable"] where status[name] == nil {
      status[name] = described?[name] ?? described?["capacity"]
    }
    if status["addresses"] == nil {
      status["addresses"] = [
        ["type": "InternalIP", "address": .string(machine.address)],
        ["type": "Hostname", "address": .string(machine.name)],
      ]
    }
    status["daemonEndpoints"] = ["kubeletEndpoint": ["Port": 10250]]
    status["nodeInfo"] = .object(nodeInfo)
    let inUse = volumesInUse()
    status["volumesInUse"] = inUse.isEmpty ? nil : .array(inUse.map { .string($0) })
    let images = images
    if !images.isEmpty { status["images"] = .array(images) }
    let old = status["conditions"]?.array ?? []
    var conditions = old.filter { !Self.own.contains($0.object?["type"]?.string ?? "") }
    for (type, status, reason, message) in wantedConditions {
      let before = old.first { $0.object?["type"]?.string == type }?.object
      let isSame =
        before?["status"]?.string == status && before?["reason"]?.string == reason
      if isSame, !isReport, let before {
        conditions.append(.object(before))
        continue
      }
      let now = machine.shown(clock.now).wholeSecond.value
      let since = before?["status"]?.string == status ? before?["lastTransitionTime"] : nil
      conditions.append([
        "type": .string(type), "status": .string(status), "lastHeartbeatTime": now,
        "lastTransitionTime": since ?? now, "reason": .string(reason),
        "message": .string(message),
      ])
    }
    status["conditions"] = .array(conditions)
    return status
  }

  private static let own = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"]

  private var wantedConditions: [(String, String, String, String)] {
    [
      hasMemoryPressure
        ? (
          "MemoryPressure", "True", "KubeletHasInsufficientMemory",
          "kubelet has insufficient memory available"
        )
        : (
          "MemoryPressure", "False", "KubeletHasSufficientMemory",
          "kubelet has sufficient memory available"
        ),
      (
        "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"
      ),
      (
        "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"
      ),
      ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
  }

  private var nodeInfo: Fields {
    func identity(_ what: String) -> Value {
      .string(String(HexText.digits(of: "\(what)/\(machine.name)").prefix(32)))
    }
    return [
      "machineID": identity("machine"), "systemUUID": identity("system"),
      "bootID": identity("boot \(machine.bootCount)"), "kernelVersion": "6.12.0",
      "osImage": "Simulated Linux",
      "containerRuntimeVersion": .string(configuration.runtimeVersion),
      "kubeletVersion": .string(configuration.version), "kubeProxyVersion": "",
      "operatingSystem": "linux", "architecture": "amd64",
    ]
  }
}
