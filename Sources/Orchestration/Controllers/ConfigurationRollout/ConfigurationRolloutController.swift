// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Replaces the pods of workloads when the ConfigMaps and Secrets that they refer to change.
///
/// Kubernetes leaves that to people and their tools. Here a Deployment, StatefulSet or DaemonSet asks
/// for it by the annotation `stevedore.dev/rollout-on-change: "true"`. What it refers to is kept in
/// an annotation with hashes of the contents; where one of these changes, a new hash goes into the
/// template of the pods, and whoever rolls out the workload does so.
///
/// A template that somebody else changes, such as a rollback, is left as it is: only a change of
/// content makes a new stamp.
public final class ConfigurationRolloutController: Component {
  /// Its name.
  public let name = "configuration-rollout-controller"
  private let environment: ComponentEnvironment
  private var loops: [(type: ResourceType, loop: ControllerLoop)] = []
  private static let index = "configuration"

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    for type in [ResourceType.deployments, .statefulSets, .daemonSets] {
      let loop = ControllerLoop(name: name, environment: environment)
      let workloads = loop.watch(type) { change in
        if case .removed = change { return [] }
        return Self.isWanted(change.object) ? [change.key] : []
      }
      workloads.addIndex(Self.index) { workload in
        guard Self.isWanted(workload) else { return [] }
        let namespace = ObjectKey(workload).namespace
        return ConfigurationReference.all(in: Self.podSpec(workload)).map {
          "\(namespace)/\(ConfigurationStamp.name($0))"
        }
      }
      for kind in [ConfigurationReference.Kind.configMap, .secret] {
        loop.watch(kind.type) { change in
          let reference = ConfigurationReference(kind: kind, name: change.key.name)
          let value = "\(change.key.namespace)/\(ConfigurationStamp.name(reference))"
          return workloads.objects(value, in: Self.index).map { ObjectKey($0) }
        }
      }
      loops.append((type, loop))
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loops[0].loop.isRunning }

  /// Begins.
  public func start() {
    for (type, loop) in loops {
      loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(type, key) }
    }
  }

  /// Ends at once.
  public func stop() {
    for (_, loop) in loops { loop.stop() }
  }

  private static func isWanted(_ workload: Fields) -> Bool {
    workload.annotation(ConfigurationStamp.wanted) == "true" && !workload.isTerminating
  }

  private static func podSpec(_ workload: Fields) -> Fields {
    workload["spec"]?[path: "template", "spec"]?.object ?? Fields()
  }

  private func reconcile(_ type: ResourceType, _ key: ObjectKey) throws(APIStatus) {
    guard let known = environment.informers[type][key], Self.isWanted(known),
      let update = update(of: known, key)
    else { return }
    var changed: [String] = []
    let written = try environment.client.change(type, key, uid: known.uid) { workload in
      // It may have become another since.
      guard Self.isWanted(workload), let update = self.update(of: workload, key) else {
        return false
      }
      changed = update.changed
      workload.modify("metadata") { metadata in
        metadata.modify("annotations") { annotations in
          annotations[ConfigurationStamp.record] = .string(update.record)
        }
      }
      guard !changed.isEmpty else { return true }
      workload.modify("spec") { spec in
        spec.modify("template") { template in
          template.modify("metadata") { metadata in
            metadata.modify("annotations") { annotations in
              annotations[ConfigurationStamp.stamp] = .string(
                String(HexText.digits(of: update.record).prefix(16)))
            }
          }
        }
      }
      return true
    }
    guard let written, !changed.isEmpty, !update.record.isEmpty else { return }
    environment.events.record(
      written, reason: "ConfigurationChanged",
      "Replacing pods because of changed content: \(changed.joined(separator: ", "))")
  }

  /// What is to be written down of a workload, and which of the objects that it referred to before
  /// have changed; `nil` where all is as it was.
  private func update(
    of workload: Fields, _ key: ObjectKey
  ) -> (record: String, changed: [String])? {
    var entries: [String: String] = [:]
    for reference in ConfigurationReference.all(in: Self.podSpec(workload)) {
      let object = environment.informers[reference.kind.type][
        ObjectKey(namespace: key.namespace, name: reference.name)]
      entries[ConfigurationStamp.name(reference)] = ConfigurationHash.text(of: object)
    }
    let record = ConfigurationStamp.record(entries)
    guard let old = workload.annotation(ConfigurationStamp.record) else {
      guard !entries.isEmpty else { return nil }
      // Where pods may run already, nobody knows with which content they began.
      let hasBegun = (workload.observed.integer("observedGeneration") ?? 0) > 0
      return (record, hasBegun ? entries.keys.sorted() : [])
    }
    if old == record { return nil }
    let before = ConfigurationStamp.entries(old)
    let changed = entries.keys.sorted().filter { before[$0] != nil && before[$0] != entries[$0] }
    return (record, changed)
  }
}
