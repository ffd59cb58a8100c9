// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

extension SchedulerConfiguration {
  /// The group and version of configurations that are read.
  public static let apiVersion = "kubescheduler.config.k8s.io/v1"

  /// Reads a `KubeSchedulerConfiguration`, as kube-scheduler takes it with `--config`.
  ///
  /// - Parameter fields: The fields of the object.
  /// - Throws: What makes no sense: a `ClusterFault` that names the field.
  public init(_ fields: Fields) throws(ClusterFault) {
    let reader = ConfigurationFields(fields, FaultContext("KubeSchedulerConfiguration"))
    guard try reader.string("kind") == "KubeSchedulerConfiguration" else {
      throw reader.context["kind"].fault("expected KubeSchedulerConfiguration")
    }
    guard let version = try reader.string("apiVersion"), version == Self.apiVersion else {
      throw reader.context["apiVersion"].fault("expected \(Self.apiVersion)")
    }
    let percentage = try reader.integer("percentageOfNodesToScore", in: 0...100)
    var profiles: [SchedulerProfile] = []
    for profile in try reader.objects("profiles") {
      var made = try ProfileReader.read(profile)
      if try profile.integer("percentageOfNodesToScore", in: 0...100) == nil {
        made.percentageOfNodesToScore = Int(percentage ?? 0)
      }
      guard !profiles.contains(where: { $0.name == made.name }) else {
        throw profile.context["schedulerName"].fault("found a second profile '\(made.name)'")
      }
      profiles.append(made)
    }
    if profiles.isEmpty {
      var profile = SchedulerProfile()
      profile.percentageOfNodesToScore = Int(percentage ?? 0)
      profiles = [profile]
    }
    self.init(profiles: profiles)
    if let seconds = try reader.integer("podInitialBackoffSeconds", in: 1...86_400) {
      podInitialBackoffSeconds = seconds
    }
    if let seconds = try reader.integer("podMaxBackoffSeconds", in: 1...86_400) {
      podMaxBackoffSeconds = seconds
    }
    guard podMaxBackoffSeconds >= podInitialBackoffSeconds else {
      throw reader.context["podMaxBackoffSeconds"].fault(
        "found \(podMaxBackoffSeconds), expected at least podInitialBackoffSeconds")
    }
  }
}

/// The fields of a part of a configuration, with where it is.
struct ConfigurationFields {
  let fields: Fields
  let context: FaultContext

  init(_ fields: Fields, _ context: FaultContext) {
    self.fields = fields
    self.context = context
  }

  private func read<Field: FieldValue>(
    _ key: String, _ expected: String
  ) throws(ClusterFault) -> Field? {
    guard let value = fields[key], !value.isNull else { return nil }
    guard let field = Field(value) else {
      throw context[key].fault("found \(value.kindText), expected \(expected)")
    }
    return field
  }

  func string(_ key: String) throws(ClusterFault) -> String? { try read(key, "text") }
  func strings(_ key: String) throws(ClusterFault) -> [String] {
    try read(key, "a list of texts") ?? []
  }
  func bool(_ key: String) throws(ClusterFault) -> Bool? { try read(key, "true or false") }

  func integer(
    _ key: String, in range: ClosedRange<Int64>
  ) throws(ClusterFault) -> Int64? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let number: Int64 = try read(key, expected) else { return nil }
    guard range.contains(number) else {
      throw context[key].fault("found \(number), expected \(expected)")
    }
    return number
  }

  func object(_ key: String) throws(ClusterFault) -> ConfigurationFields? {
    guard let value = fields[key], !value.isNull else { return nil }
    guard let object = value.object else {
      throw context[key].fault("found \(value.kindText), expected an object")
    }
    return ConfigurationFields(object, context[key])
  }

  func objects(_ key: String) throws(ClusterFault) -> [ConfigurationFields] {
    let values: [Value] = try read(key, "a list") ?? []
    var objects: [ConfigurationFields] = []
    for (index, value) in values.enumerated() {
      guard let object = value.object else {
        throw context[key][index].fault("found \(value.kindText), expected an object")
      }
      objects.append(ConfigurationFields(object, context[key][index]))
    }
    return objects
  }
}
