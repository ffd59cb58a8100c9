// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Strategic merge patch")
struct StrategicMergePatchTests {
  @Test("merges objects and takes out what is null", arguments: StrategicCase.objects)
  func objects(_ example: StrategicCase) throws { try check(example) }

  @Test("merges lists by their merge keys", arguments: StrategicCase.lists)
  func lists(_ example: StrategicCase) throws { try check(example) }

  @Test("merges lists of plain values", arguments: StrategicCase.sets)
  func sets(_ example: StrategicCase) throws { try check(example) }

  @Test("puts lists into the order asked for", arguments: StrategicCase.orders)
  func orders(_ example: StrategicCase) throws { try check(example) }

  @Test("obeys directives", arguments: StrategicCase.directives)
  func directives(_ example: StrategicCase) throws { try check(example) }

  @Test("keeps the fields that are named and no others", arguments: StrategicCase.retaining)
  func retaining(_ example: StrategicCase) throws { try check(example) }

  private func check(_ example: StrategicCase) throws {
    let object = try PatchText.fields(example.object)
    let patch = try PatchText.fields(example.patch)
    let type = try PatchText.type(example.type)
    let result = try StrategicMergePatch.apply(patch, to: object, type: type)
    let expected = try PatchText.fields(example.expected)
    #expect(
      result == expected, "\(example.name): \(PatchText.text(result)), not \(example.expected)")
  }
}
