// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A state machine for the objects of one kind: what becomes of them without any program that
/// handles them.
///
/// As the stages of KWOK (`kwok.sigs.k8s.io`), but the state is one field, so that it can be seen at
/// a glance where a machine can go.
public struct StageMachine: Sendable, Hashable {
  /// One step from a state to another.
  public struct Stage: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The states that it begins at; empty for all.
    public var from: [String]
    /// Whether it is for objects that are to be deleted, and not for others.
    public var isForDeleted: Bool
    /// How long an object stays in the state.
    public var delay: RandomDuration
    /// How likely it is, compared with others that begin at the state.
    public var weight: Double
    /// The next state; the same where `nil`.
    public var to: String?
    /// What else is changed in the object's status, as a merge patch; `$now` stands for the time.
    public var status: Fields
    /// Whether the object is deleted.
    public var deletes: Bool

    /// Creates a stage.
    public init(
      name: String, from: [String] = [], isForDeleted: Bool = false,
      delay: RandomDuration = .constant(0), weight: Double = 1, to: String? = nil,
      status: Fields = Fields(), deletes: Bool = false
    ) {
      (self.name, self.from, self.isForDeleted) = (name, from, isForDeleted)
      (self.delay, self.weight, self.to) = (delay, weight, to)
      (self.status, self.deletes) = (status, deletes)
    }
  }

  /// Its name.
  public var name: String
  /// The group and version of the objects.
  public var apiVersion: String
  /// The kind of the objects.
  public var kind: String
  /// The labels that objects have to have.
  public var labels = LabelSelector()
  /// The field of the status that holds the state.
  public var stateField = "phase"
  /// The steps, in order.
  public var stages: [Stage] = []

  /// Creates a machine without any step.
  public init(name: String, apiVersion: String, kind: String) {
    (self.name, self.apiVersion, self.kind) = (name, apiVersion, kind)
  }

  /// Reads the specification of a machine.
  init(name: String, reading spec: BehaviorField) throws(ReadingError) {
    try spec.requireFields(["resource", "labels", "stateField", "stages"])
    let resource = spec["resource"]
    try resource.requireFields(["apiVersion", "kind"])
    self.init(
      name: name, apiVersion: try resource["apiVersion"].requiredText(),
      kind: try resource["kind"].requiredText())
    labels = try spec["labels"].labels()
    stateField = try spec["stateField"].text() ?? "phase"
    for field in try spec["stages"].elements() {
      try field.requireFields([
        "name", "from", "whenDeleted", "delay", "weight", "to", "status", "delete",
      ])
      var from: [String] = []
      if case .string(let state)? = field["from"].value {
        from = [state]
      } else {
        for element in try field["from"].elements() { from.append(try element.text() ?? "") }
      }
      let status = field["status"]
      guard !status.isPresent || status.value?.object != nil else {
        throw status.error("an object")
      }
      stages.append(
        Stage(
          name: try field["name"].requiredText(), from: from,
          isForDeleted: try field["whenDeleted"].truth() ?? false,
          delay: try field["delay"].randomTime() ?? .constant(0),
          weight: try field["weight"].number(in: 0...1e12) ?? 1, to: try field["to"].text(),
          status: status.value?.object ?? Fields(),
          deletes: try field["delete"].truth() ?? false))
    }
  }
}
