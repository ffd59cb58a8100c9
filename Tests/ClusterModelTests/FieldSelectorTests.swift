// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Field selectors")
struct FieldSelectorTests {
  private static let fields = ["metadata.name": "web", "status.phase": "Running", "odd": "a,b=c\\"]

  @Test(
    "conditions are equality and its opposite",
    arguments: [
      ("", true), ("metadata.name=web", true), ("metadata.name==web", true),
      ("metadata.name!=web", false), ("spec.nodeName=", true), ("spec.nodeName!=n1", true),
      ("spec.nodeName!=", false), ("status.phase!=Failed,status.phase!=Succeeded", true),
      ("metadata.name=web,status.phase=Failed", false), (#"odd=a\,b\=c\\"#, true),
      ("metadata.name=web,", true),
    ])
  func meaning(_ text: String, _ isSelected: Bool) throws {
    #expect(try FieldSelector(text).matches { Self.fields[$0] } == isSelected)
  }

  @Test(
    "what is wrong is named with its place",
    arguments: [
      ("a", "found 'a' at character 1, expected a field, '=' or '!=', and a value"),
      ("=web", "found '=' at character 1, expected a field before it"),
      ("a=b,c=d=e", "found '=' at character 8, expected '\\=' within a value"),
      (#"a=b\x"#, #"found '\' at character 4, expected '\\', '\,' or '\=' in a value"#),
      (#"a=\"#, #"found '\' at character 3, expected '\\', '\,' or '\=' in a value"#),
    ])
  func refusals(_ text: String, _ message: String) {
    let error = #expect(throws: SelectorError.self) { try FieldSelector(text) }
    #expect(error?.description == message)
  }
}
