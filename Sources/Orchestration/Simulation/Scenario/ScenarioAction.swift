// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Something that a person does, or that breaks.
public enum ScenarioAction: Sendable {
  /// Objects are applied, as `kubectl apply --server-side` does.
  case apply([Fields])
  /// An object is deleted.
  case delete(TargetReference, DeleteOptions)
  /// The number of replicas is changed.
  case scale(TargetReference, Int64)
  /// The image of a container is changed, of all containers where none is named.
  case setImage(TargetReference, container: String?, image: String)
  /// A Deployment goes back to a revision, the one before where it is 0.
  case undo(TargetReference, revision: Int64)
  /// A Deployment waits with its rollout, or goes on.
  case pause(TargetReference, Bool)
  /// The pods of a workload are replaced, as `kubectl rollout restart` does.
  case restart(TargetReference)
  /// An object is changed by a merge patch.
  case patch(TargetReference, Fields)
  /// A node takes no new pods, or takes them again.
  case cordon(String, Bool)
  /// A node is cordoned and its pods are evicted, again and again where a budget forbids it.
  case drain(String, timeout: Int64)
  /// Nodes come.
  case addNodes(Scenario.NodePool)
  /// A node is taken away for good.
  case removeNode(String)
  /// A node loses power, for a while or for good.
  case crash(String, duration: RandomDuration?)
  /// A node cannot reach the API for a while.
  case partition(String, duration: RandomDuration?)
  /// The kubelet of a node is started again.
  case restartKubelet(String)
  /// Images that match a pattern cannot be pulled for a while.
  case failPulls(String, duration: RandomDuration?)
  /// Something else goes wrong.
  case fault(Fault)
  /// A stack of Docker Swarm is deployed.
  case stackDeploy(StackRequest)
  /// A stack is taken away.
  case stackRemove(String)
  /// A controller ends, and begins again after a while, if at all.
  case stop(component: String, duration: RandomDuration?)
  /// A controller begins.
  case start(component: String)
}

/// Which object is meant: a kind as people type it and a name, such as `deployment/web`.
public struct TargetReference: Sendable, Hashable {
  /// The kind, its plural or a short name.
  public var kind: String
  /// The name.
  public var name: String
  /// The namespace.
  public var namespace: String

  /// Creates a reference.
  public init(kind: String, name: String, namespace: String = "default") {
    (self.kind, self.name, self.namespace) = (kind, name, namespace)
  }
}

extension TargetReference: CustomStringConvertible {
  /// The kind and the name, and the namespace where it is another than `default`.
  public var description: String {
    namespace == "default" ? "\(kind)/\(name)" : "\(kind)/\(name) in \(namespace)"
  }
}

/// Pods or other objects that come by themselves.
public struct Arrivals: Sendable {
  /// The beginning of their names.
  public var name: String
  /// When they begin to come, in microseconds since the beginning.
  public var from: Int64
  /// When no more come; at the end where `nil`.
  public var until: Int64?
  /// How long from one to the next.
  public var interval: RandomDuration
  /// How many come at most; no limit where `nil`.
  public var count: Int?
  /// What comes: pods or workloads, of which each is drawn by its weight.
  public var templates: [Template]

  /// Something that may come.
  public struct Template: Sendable {
    /// The object, without a name.
    public var object: Fields
    /// How often it is drawn.
    public var weight: Double
    /// How long after its creation it is deleted; never where `nil`.
    public var lifetime: RandomDuration?

    /// Creates a template.
    public init(object: Fields, weight: Double = 1, lifetime: RandomDuration? = nil) {
      (self.object, self.weight, self.lifetime) = (object, weight, lifetime)
    }
  }

  /// Single objects whose times are known, as from a trace.
  public var trace: [(time: Int64, object: Fields, lifetime: Int64?)] = []

  /// Creates arrivals.
  public init(name: String, from: Int64 = 0, interval: RandomDuration, templates: [Template]) {
    (self.name, self.from, self.interval, self.templates) = (name, from, interval, templates)
  }
}
