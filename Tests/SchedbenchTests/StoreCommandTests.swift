// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench store")
struct StoreCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: m, namespace: shop, uid: u1}
      data: {a: b}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop, uid: u2},
       data: {password: Y2FuYXJ5}}

      """, to: "in.yaml")
    for (name, number) in [("old", UInt8(1)), ("new", 2)] {
      let key = Data(repeating: number, count: 32).base64EncodedString()
      try runner.write("\(name) \(key)\n", to: "\(name).keys")
    }
    try runner.write(try runner.read("new.keys") + runner.read("old.keys"), to: "both.keys")
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: runner.folder.appendingPathComponent(name))
  }

  @Test("Objects go in and come out, secrets only where asked for")
  func exchange() throws {
    let made = try runner.run("store", "import", "s.db", "in.yaml")
    #expect(made.exitCode == 0, "\(made.errors)")
    #expect(made.output == "s.db: 2 objects created, 0 replaced; at revision 2\n")
    let again = try runner.run("store", "import", "s.db", "in.yaml")
    #expect(again.exitCode == 2)
    #expect(again.errors.contains("in.yaml:1: configmaps shop/m: the store has it already"))
    #expect(try runner.run("store", "import", "s.db", "in.yaml", "--replace").exitCode == 0)
    let yaml = try runner.run("store", "export", "s.db")
    #expect(yaml.output.contains("<redacted>") && !yaml.output.contains("Y2Fu"))
    let json = try runner.run("store", "export", "s.db", "-o", "json", "--show-secrets")
    #expect((try json.json()["items"] as? [Any])?.count == 2)
    #expect(json.output.contains("Y2FuYXJ5"))
    let old = try runner.run("store", "export", "s.db", "--revision", "1")
    #expect(old.output.contains("ConfigMap") && !old.output.contains("Secret"))
    let some = try runner.run("store", "export", "s.db", "--type", "secret")
    #expect(!some.output.contains("ConfigMap") && some.output.contains("Secret"))
    let check = try runner.run("store", "check", "s.db", "-o", "json")
    #expect(check.exitCode == 0)
    #expect(try check.json()["revision"] as? Int == 4)
    let compact = try runner.run("store", "compact", "s.db")
    #expect(compact.output.hasPrefix("s.db: forgot what was before revision 4; from "))
    let forgotten = try runner.run("store", "export", "s.db", "--revision", "1")
    #expect(forgotten.exitCode == 2)
    #expect(forgotten.errors.contains("revision 1 of configmaps was forgotten; the oldest is 4"))
  }

  @Test("Keys are rotated, and needed")
  func keys() throws {
    try runner.run("store", "import", "s.db", "in.yaml", "--keys", "old.keys")
    #expect(try bytes("s.db").range(of: Data("Y2FuYXJ5".utf8)) == nil)
    let none = try runner.run("store", "export", "s.db")
    #expect(none.exitCode == 2)
    #expect(
      none.errors.contains(
        "s.db: secrets shop/s of revision 2 is encrypted with the key 'old', which is not there"))
    #expect(try runner.run("store", "export", "s.db", "--type", "cm").exitCode == 0)
    let rotated = try runner.run("store", "rotate-keys", "s.db", "--keys", "both.keys")
    #expect(rotated.output == "s.db: 1 row written with the key 'new'\n")
    let shown = try runner.run("store", "export", "s.db", "--keys", "new.keys", "--show-secrets")
    #expect(shown.output.contains("Y2FuYXJ5"))
    #expect(try runner.run("store", "check", "s.db", "--keys", "new.keys").exitCode == 0)
    #expect(try runner.run("store", "check", "s.db", "--keys", "old.keys").exitCode == 1)
    #expect(try runner.run("store", "rotate-keys", "s.db").exitCode == 64)
  }

  @Test(
    "What is no store, or damaged, is said",
    arguments: ["check", "export", "compact"])
  func faults(_ verb: String) throws {
    try runner.run("store", "import", "good.db", "in.yaml")
    let good = try bytes("good.db")
    let files: [(name: String, data: Data, message: String)] = [
      ("text", Data("hello".utf8), "is not a store: it does not begin as a file of SQLite does"),
      ("empty", Data(), "is not a store: it is empty"),
      ("short", good.prefix(50), "is not a store: it does not begin as a file of SQLite does"),
    ]
    for file in files {
      try file.data.write(to: runner.folder.appendingPathComponent(file.name))
      let result = try runner.run("store", verb, file.name)
      #expect(result.exitCode == 2)
      #expect(result.errors == "schedbench: \(file.name): \(file.message)\n")
    }
    for (name, message) in [
      ("missing", "there is no such file"), (".", "is not a store: it is a folder"),
    ] {
      let result = try runner.run("store", verb, name)
      #expect(result.exitCode == 2)
      #expect(result.errors == "schedbench: \(name): \(message)\n")
    }
    try good.prefix(good.count / 2).write(to: runner.folder.appendingPathComponent("half"))
    let half = try runner.run("store", verb, "half")
    #expect(half.exitCode == (verb == "check" ? 1 : 2))
    #expect((half.output + half.errors).contains("half: "))
  }

  @Test("The last state of a simulation can be kept")
  func simulation() throws {
    try runner.write(
      """
      apiVersion: stevedore.dev/v1
      kind: Scenario
      metadata: {name: small}
      spec:
        horizon: 1m
        nodes: [{name: n, count: 2, capacity: {cpu: "4", memory: 8Gi}}]

      """, to: "scenario.yaml")
    let run = try runner.run("simulate", "scenario.yaml", "--store", "end.db", "--quiet")
    try #require(run.exitCode == 0, "\(run.errors)")
    let nodes = try runner.run("store", "export", "end.db", "--type", "nodes", "-o", "json")
    #expect((try nodes.json()["items"] as? [Any])?.count == 2)
    let second = try runner.run("simulate", "scenario.yaml", "--store", "end.db", "--quiet")
    #expect(second.exitCode == 2)
    let two = try runner.run("simulate", "scenario.yaml", "--store", "x.db", "--seed", "1..2")
    #expect(two.exitCode == 64)
  }
}
