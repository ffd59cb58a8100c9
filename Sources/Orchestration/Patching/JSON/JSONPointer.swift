// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The way to a value in a document, such as `/spec/containers/0/image` (RFC 6901).
struct JSONPointer: Hashable {
  /// The names and indices from the outside in, without escapes.
  let steps: [String]
  /// How it is written.
  let text: String

  /// Reads a pointer; `nil` where it neither is empty nor begins with a slash, or has a tilde that
  /// escapes nothing.
  init?(_ text: String) {
    self.text = text
    guard !text.isEmpty else {
      steps = []
      return
    }
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    var steps: [String] = []
    for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let step = Self.unescaped(part) else { return nil }
      steps.append(step)
    }
    self.steps = steps
  }

  private static func unescaped(_ part: Substring) -> String? {
    guard part.contains("~") else { return String(part) }
    var (step, rest) = ("", part)
    while let character = rest.popFirst() {
      guard character == "~" else {
        step.append(character)
        continue
      }
      switch rest.popFirst() {
      case "0": step.append("~")
      case "1": step.append("/")
      default: return nil
      }
    }
    return step
  }

  /// Which element of a list a step means; `nil` where it is no index as RFC 6901 has it.
  static func index(_ step: String) -> Int? {
    guard !step.isEmpty, step.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      step.utf8.count == 1 || step.utf8.first != 0x30
    else { return nil }
    return Int(step)
  }

  /// The value that the pointer leads to.
  func value(in document: Value) throws(PatchError.PointerProblem) -> Value {
    var value = document
    for step in steps {
      switch value {
      case .object(let fields):
        guard let next = fields[step] else { throw .absent }
        value = next
      case .array(let elements):
        guard let index = Self.index(step) else {
          throw .badIndex(step: step, count: elements.count)
        }
        guard index < elements.count else { throw .absent }
        value = elements[index]
      case .null, .bool, .integer, .number, .string:
        throw .noParts(step: step, found: value.kindText)
      }
    }
    return value
  }
}

extension PatchError.PointerProblem: Error {}
