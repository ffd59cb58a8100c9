// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Source locator")
struct SourceLocatorTests {
  private static let jsonText = """
    {"kind": "List", "apiVersion": "v1", "items": [
      {"kind": "Pod"},
      {"kind": "Pod",
       "metadata": {"labels": {"app.kubernetes.io/name": "é", "b": 2},
         "managedFields": [1]},
       "spec": {"containers": [{"name": "a"},
         {"name": "b", "resources": {"requests": {"cpu": "x"}}}]}}
    ]}
    """
  private static let yamlText = """
    # a comment
    kind: Pod
    ---
    kind: Pod
    metadata:
      labels: {app.kubernetes.io/name: é, b: 2}
    spec:
      containers:
      - name: a
      - name: b
        resources:
          requests:
            cpu: x
    """

  @Test(
    "finds the line and column of a field",
    arguments: [
      ("kind", "3:12", "4:7"), ("spec.containers[1].resources.requests.cpu", "7:54", "13:14"),
      ("metadata.labels[\"app.kubernetes.io/name\"]", "4:54", "6:36"),
      ("metadata.labels.b", "4:64", "6:42"), ("spec.containers[0]", "6:28", "9:5"),
      ("spec.containers[2].name", "6:27", "9:3"), ("spec.nodeName", "6:12", "8:3"),
      ("missing", "3:3", "4:1"), ("kind.x", "3:12", "4:7"), ("", "3:3", "4:1"),
    ])
  func fields(path: String, inJSON: String, inYAML: String) throws {
    for (text, wanted) in [(Self.jsonText, inJSON), (Self.yamlText, inYAML)] {
      let record = try #require(try ObjectReader().records(of: MemorySource(text, name: "f")).last)
      let found = try SourceLocator.position(
        of: path, inObjectAt: record.position, of: MemorySource(text, name: "f"))
      #expect(found?.description == "f:\(wanted)")
    }
  }

  @Test("an object that is not there has no fields", arguments: [jsonText, yamlText])
  func nowhere(text: String) throws {
    for position in [(1, 500), (500, 1)] {
      let start = SourcePosition(file: "f", line: position.0, column: position.1)
      let found = try SourceLocator.position(
        of: "kind", inObjectAt: start, of: MemorySource(text, name: "f"))
      #expect(found == nil)
    }
  }

  @Test("every field of random objects is found where it is", arguments: 0..<10)
  func randomObjects(seed: Int) throws {
    var dice = Dice(UInt64(seed))
    var fields = Fields()
    for index in 0..<6 { fields["f\(index)"] = dice.value(depth: 3) }
    let value = Value.object(fields)
    for text in [JSONWriter(layout: .indented).text(value), YAMLWriter().text(value)] {
      let record = try ObjectReader(skipping: []).records(of: MemorySource(text))[0]
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for index in 0..<6 {
        let found = try #require(
          try SourceLocator.position(
            of: "f\(index)", inObjectAt: record.position, of: MemorySource(text)))
        // The name stands on the value's line or, of a list or object in YAML, on the one before.
        let candidates = [lines[found.line - 1], lines[max(found.line - 2, 0)]]
        #expect(candidates.contains { $0.contains("f\(index)\":") || $0.hasPrefix("f\(index):") })
      }
    }
  }
}
