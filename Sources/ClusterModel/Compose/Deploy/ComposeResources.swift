// SPDX-License-Identifier: Apache-2.0

/// Amounts of resources that a service reserves, or is limited to.
public struct ComposeResources: Sendable, Hashable {
  /// CPUs, in billionths.
  public var nanoCPUs: Int64?
  /// Memory, in bytes.
  public var memory: Int64?
  /// Processes.
  public var pids: Int64?
  /// Things of a kind, of which nodes have a number.
  public var generic: [ComposeGenericResource]
  /// Devices.
  public var devices: [ComposeDevice]
  /// All fields.
  public var fields: Fields

  /// Creates no amounts.
  public init() {
    (generic, devices, fields) = ([], [], Fields())
  }

  /// Whether nothing at all is asked for.
  public var isEmpty: Bool {
    nanoCPUs == nil && memory == nil && pids == nil && generic.isEmpty && devices.isEmpty
  }

  /// Reads `limits` or `reservations`.
  init(_ field: ComposeField) throws(ComposeError) {
    self.init()
    fields = try field.object()
    nanoCPUs = try field.child("cpus")?.nanoCPUs()
    memory = try field.child("memory")?.bytes()
    pids = try field.child("pids")?.integer(in: -1...Int64.max)
    for element in try field.child("generic_resources")?.elements() ?? [] {
      generic.append(try ComposeGenericResource(element))
    }
    for element in try field.child("devices")?.elements() ?? [] {
      devices.append(try ComposeDevice(element))
    }
  }
}

/// A number of things of a kind, such as `NVIDIA-GPU`.
public struct ComposeGenericResource: Sendable, Hashable {
  /// What it is.
  public var kind: String
  /// How many.
  public var count: Int64

  /// Creates a number of things.
  public init(kind: String, count: Int64) {
    self.kind = kind
    self.count = count
  }

  /// Reads an element of `generic_resources`.
  init(_ field: ComposeField) throws(ComposeError) {
    guard let spec = try field.child("discrete_resource_spec") else {
      throw field.error(expected: "an object with 'discrete_resource_spec'")
    }
    guard let kind = try spec.child("kind"), let value = try spec.child("value") else {
      throw spec.error(expected: "an object with 'kind' and 'value'")
    }
    self.init(kind: try kind.text(), count: try value.integer(in: 0...Int64.max))
    if self.kind.isEmpty { throw kind.error(expected: "the name of a resource") }
  }
}

/// Devices that a service reserves.
public struct ComposeDevice: Sendable, Hashable {
  /// What they can do, such as `gpu`.
  public var capabilities: [String]
  /// Whose driver they have.
  public var driver: String?
  /// How many; `nil` for all that the node has.
  public var count: Int64?
  /// Which, where they are named.
  public var ids: [String]
  /// All fields.
  public var fields: Fields

  /// Reads an element of `devices`.
  init(_ field: ComposeField) throws(ComposeError) {
    fields = try field.object()
    capabilities = try field.child("capabilities")?.texts() ?? []
    driver = try field.child("driver")?.text()
    ids = try field.child("device_ids")?.texts() ?? []
    if let count = try field.child("count") {
      self.count = count.scalarText == "all" ? nil : try count.integer(in: 0...Int64.max)
      if !ids.isEmpty { throw count.error(expected: "either 'count' or 'device_ids', not both") }
    } else if !ids.isEmpty {
      count = Int64(ids.count)
    }
    if capabilities.isEmpty {
      throw ComposeError(
        field: "\(field.path).capabilities", found: "nothing", expected: "a list such as [gpu]")
    }
  }
}
