// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing
import Yams

@Suite("Public manifests", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
struct SharedManifestTests {
  @Test("documents have the structure and the texts that Yams composes")
  func sameAsYams() throws {
    var documents = 0
    for file in SharedData.yamlFiles() {
      let bytes = try SharedData.bytes(file)
      let source = MemorySource(bytes, name: file.lastPathComponent)
      guard case .values(let values) = Outcome(yaml: source) else {
        Issue.record("\(file.path): \(String(describing: Outcome(yaml: source).error))")
        continue
      }
      let nodes = try Array(Yams.compose_all(yaml: String(decoding: bytes, as: UTF8.self)))
      #expect(values.count == nodes.count, "\(file.path)")
      for (value, node) in zip(values, nodes) { try compare(value, node, file.path) }
      documents += values.count
    }
    #expect(documents > 100)
  }

  private func compare(_ value: Value, _ node: Yams.Node, _ path: String) throws {
    switch (value, node) {
    case (.array(let elements), .sequence(let nodes)):
      #expect(elements.count == nodes.count, "\(path)")
      for (element, node) in zip(elements, nodes) { try compare(element, node, path) }
    case (.object(let fields), .mapping(let mapping)):
      if mapping.contains(where: { $0.key.string == "<<" }) { return }
      #expect(fields.count == mapping.count, "\(path)")
      for (field, pair) in zip(fields, mapping) {
        if case .scalar(let scalar) = pair.key, scalar.style != .plain {
          #expect(field.0 == scalar.string, "\(path)")
        }
        try compare(field.1, pair.value, path)
      }
    case (.string(let text), .scalar(let scalar)): #expect(text == scalar.string, "\(path)")
    case (.null, .scalar(let scalar)): #expect(["", "~", "null"].contains(scalar.string))
    case (.integer(let number), .scalar): #expect(node.int.map(Int64.init) == number, "\(path)")
    case (.number(let text), .scalar): #expect(node.float == Double(text), "\(path)")
    case (.bool(let truth), .scalar): #expect(node.bool == truth, "\(path)")
    default: Issue.record("\(path): \(value) is not \(node)")
    }
  }

  @Test("what is read is written and read again as the same")
  func roundTrip() throws {
    for file in SharedData.yamlFiles() {
      let records = try ObjectReader().records(of: FileSource(path: file.path))
      for record in records {
        let value = Value.object(record.fields)
        #expect(try json(JSONWriter(layout: .indented).text(value)) == value)
        #expect(try yaml(YAMLWriter().text(value)) == value)
      }
    }
  }
}
