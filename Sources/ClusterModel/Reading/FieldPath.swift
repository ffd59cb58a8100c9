// SPDX-License-Identifier: Apache-2.0

/// The way to a field from the outside in, as errors write it: `spec.containers[0].name`.
package struct FieldPath {
  /// One step of the way.
  package enum Step: Hashable {
    case field(String)
    case element(Int)
  }

  package var steps: [Step] = []

  /// Reads a path; brackets hold a number or a name in quotes.
  package init(_ text: String) {
    var name = ""
    var rest = text[...]
    func takeName() {
      if !name.isEmpty { steps.append(.field(name)) }
      name = ""
    }
    while let character = rest.popFirst() {
      switch character {
      case ".": takeName()
      case "[":
        if rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") {
          takeName()
          steps.append(.field(String(rest[rest.index(after: rest.startIndex)..<end])))
          rest = rest[rest.index(after: end)...]
          if rest.first == "]" { rest.removeFirst() }
        } else if let end = rest.firstIndex(of: "]"), let index = Int(rest[..<end]) {
          takeName()
          steps.append(.element(index))
          rest = rest[rest.index(after: end)...]
        } else {
          name.append(character)
        }
      default: name.append(character)
      }
    }
    takeName()
  }
}
