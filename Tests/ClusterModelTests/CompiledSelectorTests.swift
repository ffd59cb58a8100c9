// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Selectors as objects have them")
struct CompiledSelectorTests {
  private static func requirement(
    _ key: String, _ comparison: String, _ values: [String] = []
  ) -> SelectorRequirement {
    var requirement = SelectorRequirement()
    requirement.key = key
    requirement.operator = comparison
    requirement.values = values
    return requirement
  }

  private static func term(
    _ expressions: [SelectorRequirement] = [], fields: [SelectorRequirement] = []
  ) -> NodeSelectorTerm {
    var term = NodeSelectorTerm()
    term.matchExpressions = expressions
    term.matchFields = fields
    return term
  }

  @Test("hold where their labels and all their conditions hold")
  func labels() throws {
    var spec = LabelSelectorSpec()
    spec.matchLabels = ["app": "web"]
    spec.matchExpressions = [
      Self.requirement("tier", "NotIn", ["test"]), Self.requirement("old", "DoesNotExist"),
    ]
    let selector = try spec.compiled()
    #expect(selector.description == "app=web,tier!=test,!old")
    #expect(selector.matches(["app": "web"]))
    #expect(!selector.matches(["app": "web", "old": ""]))
    #expect(!selector.matches([:]))
    #expect(try LabelSelectorSpec().compiled().matches([:]))
  }

  @Test(
    "name what is wrong with its path",
    arguments: [
      (
        Self.requirement("a", "Gt", ["1"]),
        "matchExpressions[1]: operator 'Gt': expected one of In, NotIn, Exists, DoesNotExist"
      ),
      (
        Self.requirement("a", "in", ["1"]),
        "matchExpressions[1]: operator 'in': expected one of In, NotIn, Exists, DoesNotExist"
      ),
      (
        Self.requirement("a", "In"),
        "matchExpressions[1]: values of 'a' are none, but In has at least one"
      ),
      (SelectorRequirement(), "matchExpressions[1]: no key, expected a label"),
    ])
  func wrongLabels(_ wrong: SelectorRequirement, _ message: String) {
    var spec = LabelSelectorSpec()
    spec.matchExpressions = [Self.requirement("fine", "Exists"), wrong]
    let error = #expect(throws: SelectorError.self) { try spec.compiled() }
    #expect(error?.description == message)
  }

  @Test("terms select nodes by labels and by name")
  func terms() throws {
    let labels = ["zone": "a", "cores": "8"]
    func selects(_ term: NodeSelectorTerm) throws -> Bool {
      try term.compiled().matches(labels: labels, name: "n1")
    }
    #expect(try !selects(Self.term()))
    #expect(try selects(Self.term([Self.requirement("cores", "Gt", ["7"])])))
    #expect(try !selects(Self.term([Self.requirement("cores", "Lt", ["8"])])))
    #expect(try selects(Self.term([Self.requirement("gone", "NotIn", ["x"])])))
    let named = Self.requirement("metadata.name", "In", ["n1"])
    let other = Self.requirement("metadata.name", "NotIn", ["n1"])
    #expect(try selects(Self.term(fields: [named])))
    #expect(try !selects(Self.term(fields: [other])))
    #expect(try !selects(Self.term([Self.requirement("zone", "In", ["b"])], fields: [named])))
    #expect(try Self.term(fields: [named]).compiled().onlyName == "n1")
    #expect(try Self.term(fields: [other]).compiled().onlyName == nil)
  }

  @Test(
    "terms select by no other field and by one name",
    arguments: [
      (
        Self.requirement("metadata.uid", "In", ["x"]),
        "nodeSelectorTerms[0]: matchFields[0]: field 'metadata.uid': expected metadata.name"
      ),
      (
        Self.requirement("metadata.name", "In", ["x", "y"]),
        "nodeSelectorTerms[0]: matchFields[0]: values of 'metadata.name' are 'x', 'y', but there is "
          + "exactly one"
      ),
      (
        Self.requirement("metadata.name", "Exists"),
        "nodeSelectorTerms[0]: matchFields[0]: operator 'Exists': expected one of In, NotIn"
      ),
    ])
  func wrongFields(_ wrong: SelectorRequirement, _ message: String) {
    var selector = NodeSelector()
    selector.nodeSelectorTerms = [Self.term(fields: [wrong])]
    let error = #expect(throws: SelectorError.self) { try selector.compiled() }
    #expect(error?.description == message)
  }
}
