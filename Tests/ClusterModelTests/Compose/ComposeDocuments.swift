// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

/// Compose files for tests: from text, and from the folder of public data.
enum ComposeDocuments {
  static func fields(_ yaml: String) throws -> Fields {
    try #require(try YAMLReader.value(of: MemorySource(yaml)).object)
  }

  static func file(
    _ yaml: String, variables: [String: String] = [:]
  ) throws -> ComposeFile {
    try ComposeFile(try fields(yaml), variables: variables)
  }

  /// A file of one service `s` with an image and the lines given.
  static func text(service lines: String, indent: Int = 4) -> String {
    let body = lines.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    return "services:\n  s:\n    image: i\n" + body + "\n"
  }

  static func service(_ lines: String) throws -> ComposeService {
    try #require(try file(text(service: lines)).services.first)
  }

  /// Public manifests, absent where the package is alone.
  static let folder: URL = {
    let environment = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"]
    let base =
      environment.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../../shared/data").standardizedFileURL
    return base.appendingPathComponent("manifests")
  }()

  static var areShared: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("swarmprom").path)
  }

  static func shared(_ path: String) throws -> Fields {
    let data = try Data(contentsOf: folder.appendingPathComponent(path))
    return try #require(try YAMLReader.value(of: MemorySource([UInt8](data))).object)
  }

  static func node(_ name: String, _ labels: [String: String] = [:]) -> Node {
    var node = Node()
    node.metadata.name = name
    node.metadata.labels = labels
    return node
  }
}

extension Pod {
  /// Requests of the first container, for comparing.
  var requestTexts: [String: String] {
    spec.containers.first?.resources.requests.mapValues(\.description) ?? [:]
  }

  /// Conditions on the labels of the node, as selectors are written.
  var conditions: [String] {
    let terms = spec.affinity?.nodeAffinity?.required?.nodeSelectorTerms ?? []
    return terms.flatMap(\.matchExpressions).map { $0.conditionText }
  }
}

extension SelectorRequirement {
  /// The condition compiled.
  var requirement: Requirement? {
    guard let key, let comparison = self.operator.flatMap(Requirement.Operator.init) else {
      return nil
    }
    return try? Requirement(key, comparison, values)
  }

  var conditionText: String { requirement?.description ?? "unsound" }
}

/// A source of random numbers for seeded tests (SplitMix64).
struct ComposeRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
