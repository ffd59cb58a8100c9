// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Orchestration

/// Values written as text.
enum PatchText {
  /// A value in JSON.
  static func json(_ text: String) throws -> Value { try JSONReader.value(of: MemorySource(text)) }

  /// An object in YAML, on one line or several.
  static func fields(_ text: String) throws -> Fields {
    try #require(try YAMLReader.value(of: MemorySource(text)).object, "\(text)")
  }

  /// A value in JSON with sorted fields, for messages.
  static func text(_ fields: Fields) -> String {
    JSONWriter(sortsFields: true).text(.object(fields))
  }

  /// The index of a type of Kubernetes.
  static func type(_ name: String) throws -> Int {
    try #require(Schema.kubernetes.type(named: name), "\(name)")
  }
}

/// SplitMix64: the same seed gives the same numbers everywhere.
struct PatchDice {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}

/// Makes objects of the types of Kubernetes, with few different values so that objects overlap.
struct RandomObjects {
  var dice: PatchDice
  let schema = Schema.kubernetes
  /// Whether lists and objects may be empty, which server-side apply does not tell from absent ones.
  let hasEmptyParts: Bool

  init(seed: Int, hasEmptyParts: Bool = true) {
    dice = PatchDice(seed)
    self.hasEmptyParts = hasEmptyParts
  }

  /// An object of a type of the API, with its version and kind.
  mutating func object(_ name: String, apiVersion: String, kind: String) throws -> Fields {
    var object = fields(try PatchText.type(name), depth: 6)
    object["apiVersion"] = .string(apiVersion)
    object["kind"] = .string(kind)
    var metadata = object["metadata"]?.object ?? Fields()
    for key in [
      "managedFields", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
    ] {
      metadata[key] = nil
    }
    metadata["name"] = "web"
    metadata["namespace"] = "default"
    object["metadata"] = .object(metadata)
    return hasEmptyParts ? object : object.withoutEmptyParts
  }

  mutating func fields(_ type: Int, depth: Int) -> Fields {
    var fields = Fields()
    let all = schema.types[type].fields
    for field in all where dice.below(all.count) < 4 {
      fields[field.name] = value(
        schema.valueTypes[field.type], key: Self.key(of: field), isSet: Self.isSet(field),
        depth: depth - 1)
    }
    return fields
  }

  private static func isSet(_ field: Schema.Field) -> Bool {
    field.merge == .set || field.patchStrategies.contains("merge")
  }

  private static func key(of field: Schema.Field) -> [String] {
    var keys = field.patchMergeKey.map { [$0] } ?? []
    if case .map(let names) = field.merge { keys += names.filter { !keys.contains($0) } }
    return keys
  }

  private mutating func value(
    _ type: Schema.ValueType, key: [String], isSet: Bool, depth: Int
  ) -> Value {
    switch type {
    case .string: return ["a", "b", "c"][dice.below(3)]
    case .bool: return .bool(dice.below(2) == 0)
    case .int32, .int64, .intOrString: return .integer(Int64(dice.below(4)))
    case .bytes: return "YQ=="
    case .quantity: return ["1", "500m", "2Gi"][dice.below(3)]
    case .time, .microTime: return "2026-01-01T00:00:00Z"
    case .anyObject: return ["x": .integer(Int64(dice.below(3)))]
    case .object(let type): return .object(depth > 0 ? fields(type, depth: depth) : Fields())
    case .map(let element):
      var map = Fields()
      for name in ["a", "b/c", "d.e"] where dice.below(2) == 0 {
        map[name] = value(schema.valueTypes[element], key: [], isSet: false, depth: depth - 1)
      }
      return .object(map)
    case .list(let element):
      var elements: [Value] = []
      for _ in 0..<dice.below(4) {
        let type = schema.valueTypes[element]
        var new = value(type, key: [], isSet: false, depth: depth - 1)
        if case .object(var fields) = new, case .object(let index) = type {
          for name in key {
            guard let position = schema.types[index].index(of: name) else { continue }
            let field = schema.types[index].fields[position]
            fields[name] = value(
              schema.valueTypes[field.type], key: [], isSet: false, depth: depth - 1)
          }
          new = .object(fields)
        }
        let isKnown = elements.contains {
          key.isEmpty ? isSet && $0 == new : $0.name(key[0]) == new.name(key[0])
        }
        if !isKnown { elements.append(new) }
      }
      return .array(elements)
    }
  }

  static let kinds = [
    ("core.v1.Pod", "v1", "Pod"), ("core.v1.Node", "v1", "Node"),
    ("core.v1.Service", "v1", "Service"), ("apps.v1.Deployment", "apps/v1", "Deployment"),
    ("apps.v1.StatefulSet", "apps/v1", "StatefulSet"), ("batch.v1.Job", "batch/v1", "Job"),
    ("core.v1.ServiceAccount", "v1", "ServiceAccount"),
    ("core.v1.PersistentVolumeClaim", "v1", "PersistentVolumeClaim"),
  ]
}

extension Fields {
  /// The fields without empty lists and objects.
  fileprivate var withoutEmptyParts: Fields {
    var result = Fields()
    for (key, value) in self {
      switch value {
      case .object(let fields):
        let inner = fields.withoutEmptyParts
        if !inner.isEmpty { result[key] = .object(inner) }
      case .array(let elements):
        if elements.isEmpty { continue }
        result[key] = .array(
          elements.map { $0.object.map { .object($0.withoutEmptyParts) } ?? $0 })
      default: result[key] = value
      }
    }
    return result
  }
}
