// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Label selectors")
struct LabelSelectorTests {
  private static let labels = ["app": "web", "tier": "", "rank": "7", "example.com/zone": "a-1"]

  @Test(
    "what kubectl takes means what it means there",
    arguments: [
      ("", true), ("  ", true), ("app=web", true), ("app==web", true), ("app = web", true),
      ("app!=web", false), ("missing!=web", true), ("app in (web,db)", true),
      ("app in ( db , web )", true), ("app in (db)", false), ("app notin (db)", true),
      ("missing notin (db)", true), ("missing in (db)", false), ("app", true), ("!app", false),
      ("! missing", true), ("missing", false), ("tier=", true), ("tier", true), ("missing=", false),
      ("tier in (,x)", true), ("tier in (x,)", true), ("rank>6", true), ("rank>7", false),
      ("rank<8", true), ("app>1", false), ("missing<1", false), ("app=web,rank>6", true),
      ("app=web,rank>7", false), ("example.com/zone=a-1", true), ("in", false), ("notin=", false),
      ("app=web,!missing,tier notin (y,z)", true),
    ])
  func meaning(_ text: String, _ isSelected: Bool) throws {
    let selector = try LabelSelector(text)
    #expect(selector.matches(Self.labels) == isSelected)
    #expect(try LabelSelector(selector.description) == selector)
  }

  private static let characters =
    "has letters, digits, '-', '_' and '.', and a letter or digit at both ends"

  @Test(
    "what is wrong is named with its place",
    arguments: [
      ("app=web,", "found the end at character 9, expected a key or '!'"),
      (",app", "found ',' at character 1, expected a key or '!'"),
      ("app=web db", "found 'db' at character 9, expected ',' or the end"),
      ("app=(web)", "found '(' at character 5, expected a value"),
      ("app in web", "found 'web' at character 8, expected '('"),
      ("app in (web", "found the end at character 12, expected ',' or ')'"),
      ("app in ()", "values of 'app' are none, but In has at least one"),
      (
        "app is web",
        "found 'is' at character 5, expected one of '=', '==', '!=', 'in', 'notin', '>', '<'"
      ),
      ("!!app", "found '!' at character 2, expected a key"),
      ("rank>x", "values of 'rank' are 'x', but Gt has one whole number"),
      ("-app", "key '-app': a key's name \(characters)"),
      ("A.b/app", "key 'A.b/app': a key's prefix is a DNS name in lower case, such as example.com"),
      ("/app", "key '/app': a key's prefix is not empty"),
      ("a/b/c", "key 'a/b/c': a key's name \(characters)"),
      ("app=a b", "found 'b' at character 7, expected ',' or the end"),
      ("app=é", "value 'é' of 'app': a label's value \(characters)"),
    ])
  func refusals(_ text: String, _ message: String) {
    let error = #expect(throws: SelectorError.self) { try LabelSelector(text) }
    #expect(error?.description == message)
  }

  @Test("keys and values are as long as Kubernetes lets them be")
  func lengths() throws {
    let name = String(repeating: "n", count: 63)
    let prefix = String(repeating: "p.", count: 126) + "p"
    #expect(try LabelSelector("\(prefix)/\(name)=\(name)").matches(["\(prefix)/\(name)": name]))
    #expect(LabelSyntax.fault(ofKey: name + "n") != nil)
    #expect(LabelSyntax.fault(ofValue: name + "n") != nil)
    #expect(LabelSyntax.fault(ofKey: "p" + prefix + "/n") != nil)
    #expect(LabelSyntax.fault(ofValue: "") == nil)
  }

  @Test("labels that have to be there are conditions in the order of their keys")
  func matchLabels() throws {
    let selector = try LabelSelector(matching: ["b": "2", "a": "1"])
    #expect(selector.description == "a=1,b=2")
    #expect(selector.matches(["a": "1", "b": "2", "c": "3"]))
    #expect(!selector.matches(["a": "1"]))
    #expect(throws: SelectorError.self) { try LabelSelector(matching: ["": "1"]) }
  }

  @Test("no text makes it crash, and what it reads reads again as the same")
  func noise() {
    var state: UInt64 = 1
    let parts = ["a", "in", "notin", "(", ")", ",", "=", "!", "<", ">", " ", "7", "/", "é", "\0"]
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += parts[Int(state >> 33) % parts.count]
      }
      guard let selector = try? LabelSelector(text) else { continue }
      #expect((try? LabelSelector(selector.description)) == selector, "\(text)")
    }
  }
}
