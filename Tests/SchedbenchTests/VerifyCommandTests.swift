// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench verify")
struct VerifyCommandTests {
  private let runner: CommandRunner

  /// The example of the documentation: three items of 5 and two of 4 in bins of 10.
  private static let certificate = """
    {"schema": "schedbench.certificate/v1", "version": "0.1.0",
     "input": {"name": "five.vbp", "sha256": ""},
     "problem": {
       "resources": [{"name": "size"}],
       "nodeTypes": [{"name": "bin", "capacity": [10], "cost": 1}],
       "shapes": [{"demand": [5], "count": 3}, {"demand": [4], "count": 2}]},
     "packing": {"nodes": 3, "cost": 3, "unplaced": 0, "patterns": [
       {"nodeType": 0, "count": 1, "contents": [[0, 2]]},
       {"nodeType": 0, "count": 1, "contents": [[0, 1], [1, 1]]},
       {"nodeType": 0, "count": 1, "contents": [[1, 1]]}]},
     "proofs": [{"objective": "cost", "value": 3, "mostUnplaced": 0, "cases": [
       {"leaf": {"scale": 2, "shapes": [1, 1], "nodeTypes": [0], "unplaced": 0, "rows": []}}]}]}
    """

  init() throws {
    runner = try CommandRunner()
    try runner.write(Self.certificate, to: "good.json")
    try runner.write("1\n10\n2\n5 3\n4 2\n", to: "five.vbp")
  }

  @Test("A certificate that holds proves its packing optimal")
  func good() throws {
    let result = try runner.run("verify", "good.json")
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    #expect(
      result.output == """
        good.json: holds
          packing of 'five.vbp': 3 nodes, cost 3
          proven: no packing of all items that fit somewhere costs less than 3
          the packing is proven to be optimal

        """)
    let json = try runner.run("verify", "good.json", "-o", "json").json()
    #expect(json["schema"] as? String == "schedbench.verify/v1")
    let entry = try #require((json["certificates"] as? [[String: Any]])?.first)
    #expect(entry["holds"] as? Bool == true)
    #expect(entry["optimal"] as? Bool == true)
    #expect(entry["costBound"] as? Int == 3)
  }

  @Test(
    "Whatever is changed in it is found",
    arguments: [
      ("\"value\": 3", "\"value\": 4", "proves 3 only"),
      ("\"shapes\": [1, 1]", "\"shapes\": [2, 1]", "2 × 'shape-0' is worth 2 more"),
      ("\"shapes\": [1, 1]", "\"shapes\": [1]", "1 multipliers of shapes, but needs 2"),
      ("\"scale\": 2", "\"scale\": 1", "is worth 1 more than it costs"),
      ("\"count\": 3}", "\"count\": 4}", "the certificate says"),
      ("\"capacity\": [10]", "\"capacity\": [9]", "wrong:"),
      ("[[0, 2]]", "[[0, 3]]", "wrong:"),
      ("[[0, 1], [1, 1]]", "[[0, 1]]", "1 items left out"),
      ("\"nodes\": 3", "\"nodes\": 2", "says 2 nodes"),
    ])
  func tampered(found: String, replacement: String, message: String) throws {
    #expect(Self.certificate.contains(found))
    try runner.write(
      Self.certificate.replacingOccurrences(of: found, with: replacement), to: "bad.json")
    let result = try runner.run("verify", "good.json", "bad.json")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("bad.json: refused"))
    #expect(result.output.contains(message), "\(result.output)")
  }

  @Test("A file that cannot be read is named, and the others are checked")
  func unreadable() throws {
    try runner.write(String(Self.certificate.prefix(300)), to: "half.json")
    let result = try runner.run("verify", "half.json", "good.json", "none.json")
    #expect(result.exitCode == 2)
    #expect(result.output.hasPrefix("good.json: holds"))
    #expect(result.errors.contains("half.json: found what is not JSON"))
    #expect(result.errors.contains("none.json: cannot be read"))
  }

  @Test("The certificate is held against an input")
  func input() throws {
    #expect(try runner.run("verify", "good.json", "--input", "five.vbp").exitCode == 0)
    try runner.write("1\n10\n2\n5 3\n4 3\n", to: "six.vbp")
    let result = try runner.run("verify", "good.json", "--input", "six.vbp")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("another problem: the number of items of 'shape-1' differs"))
  }

  @Test("Rules that spread pods over zones are in the certificate, and count in the proof")
  func spread() throws {
    try runner.write("name,count,cpu,spread_group,max_skew\nweb,5,3,web,1\n", to: "pods.csv")
    try runner.write("name,cpu,cost,zone\ncheap,10,1,a\ndear,10,5,b\n", to: "nodes.csv")
    let placed = try runner.run(
      "place", "pods.csv", "--nodes", "nodes.csv", "--unlimited-nodes", "--strategy", "ilp",
      "--time-limit", "none", "--round-limit", "1000", "--certificate", "spread.json")
    #expect(placed.exitCode == 0, "\(placed.errors)")
    let result = try runner.run(
      "verify", "spread.json", "--input", "pods.csv", "--nodes", "nodes.csv", "--unlimited-nodes")
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("proven: no packing of all items that fit somewhere costs less"))
    let text = try runner.read("spread.json")
    #expect(text.contains("\"kind\":\"spread\""))
    let loose = text.replacingOccurrences(of: "\"maxSkew\":1", with: "\"maxSkew\":2")
    try runner.write(loose, to: "loose.json")
    let refused = try runner.run(
      "verify", "loose.json", "--input", "pods.csv", "--nodes", "nodes.csv", "--unlimited-nodes")
    #expect(refused.exitCode == 1)
    #expect(refused.output.contains("what is spread over domains differs"), "\(refused.output)")
  }

  @Test("place and compare write certificates that hold, and say what is missing")
  func written() throws {
    let placed = try runner.run(
      "place", "five.vbp", "--strategy", "first-fit", "--certificate", "a.json")
    #expect(placed.exitCode == 0)
    #expect(!placed.errors.contains("holds no proof of a bound"))
    let compared = try runner.run(
      "compare", "five.vbp", "--strategies", "first-fit,best-fit", "--certificate", "b.json")
    #expect(compared.exitCode == 0)
    let result = try runner.run("verify", "a.json", "b.json", "--input", "five.vbp")
    #expect(result.exitCode == 0)
    #expect(!result.output.contains("no proof of a bound"))
    #expect(result.output.contains("optimal"))
    try runner.write("name,cpu,memory\nonly,2,4Gi\n", to: "nodes.csv")
    try runner.write("name,cpu,memory,count\nweb,1,1Gi,3\n", to: "pods.csv")
    let short = try runner.run(
      "place", "pods.csv", "--nodes", "nodes.csv", "--strategy", "first-fit", "--certificate",
      "d.json")
    #expect(short.exitCode == 1)
    #expect(short.errors.contains("holds no proof of a bound"))
    let unproven = try runner.run("verify", "d.json")
    #expect(unproven.output.contains("no proof of a bound"))
    let two = try runner.run("compare", "five.vbp", "five.vbp", "--certificate", "c.json")
    #expect(two.exitCode == 64)
  }
}
