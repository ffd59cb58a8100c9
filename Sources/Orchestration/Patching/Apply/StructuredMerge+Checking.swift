// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension StructuredMerge {
  /// What an applied configuration has that its types do not allow: fields that there are not,
  /// values of another kind, and elements of lists that cannot be told apart.
  ///
  /// Whether values of the right kind are sound is for others to say.
  func faults(of configuration: Fields) -> [TypedFault] {
    var faults: [TypedFault] = []
    check(.object(configuration), types.root, [], &faults)
    return faults
  }

  private func check(
    _ value: Value, _ type: Reference, _ path: FieldSet.Path, _ faults: inout [TypedFault]
  ) {
    func report(_ problem: TypedFault.Problem, at path: FieldSet.Path) {
      faults.append(TypedFault(path: path, problem: problem))
    }
    let structure = structure(of: type, for: value)
    switch (structure, value) {
    case (_, .null), (.guessed, _), (.whole(.any), _): return
    case (.whole(.scalar), .array), (.whole(.scalar), .object):
      report(.kind(found: value.kindText, expected: "scalar"), at: path)
    case (.whole(.scalar), _), (.whole(.map), .object), (.whole(.list), .array): return
    case (.whole(let kind), _):
      report(.kind(found: value.kindText, expected: kind.rawValue), at: path)
    case (.object, .object(let object)):
      for (key, value) in object {
        let member = types.member(key, of: type)
        let inner = path + [.field(key)]
        if member.origin == .undeclared {
          report(.undeclared, at: inner)
        } else {
          check(value, member.type, inner, &faults)
        }
      }
    case (.object, _): report(.kind(found: value.kindText, expected: "map"), at: path)
    case (.list, .array(let elements)), (.set, .array(let elements)):
      guard let list = listing(structure) else { return }
      var names: Set<PathElement> = []
      for (index, element) in elements.enumerated() {
        guard let name = self.element(element, keys: list.keys) else {
          let problem: TypedFault.Problem =
            if let keys = list.keys {
              element.object == nil ? .elementIsNoObject : .noKeys(keys.map(\.name))
            } else {
              .elementIsNotPlain
            }
          report(problem, at: path + [.index(index)])
          continue
        }
        if names.insert(name).inserted {
          if let type = list.element { check(element, type, path + [name], &faults) }
        } else {
          report(.duplicate(name), at: path)
        }
      }
    case (.list, _), (.set, _): report(.kind(found: value.kindText, expected: "list"), at: path)
    }
  }
}
