// SPDX-License-Identifier: Apache-2.0

/// Paths of fields that readers pass over without building their values.
struct SkipTree: Sendable {
  private struct Node: Sendable {
    var names: [[UInt8]] = []
    var children: [Int32] = []
  }

  /// What a name means to a reader.
  enum Step {
    /// Nothing below it is skipped.
    case build
    /// Something below it is skipped: the place in the tree.
    case descend(Int32)
    /// It is skipped.
    case skip
  }

  private var nodes = [Node()]

  /// Where objects begin: 0, or -1 where nothing is skipped.
  var root: Int32 { nodes[0].names.isEmpty ? -1 : 0 }

  /// Creates a tree of paths such as `metadata.managedFields`.
  init(_ paths: [String]) {
    for path in paths {
      var node = 0
      let steps = path.split(separator: ".")
      for (index, step) in steps.enumerated() {
        let name = Array(step.utf8)
        let isLast = index == steps.count - 1
        if let known = nodes[node].names.firstIndex(of: name) {
          if isLast { nodes[node].children[known] = -1 }
          guard nodes[node].children[known] >= 0 else { break }
          node = Int(nodes[node].children[known])
        } else {
          nodes[node].names.append(name)
          nodes[node].children.append(isLast ? -1 : Int32(nodes.count))
          if !isLast {
            node = nodes.count
            nodes.append(Node())
          }
        }
      }
    }
  }

  /// What a name means at a place in the tree.
  func step(_ name: UnsafeBufferPointer<UInt8>, at place: Int32) -> Step {
    let node = nodes[Int(place)]
    for index in node.names.indices where node.names[index].elementsEqual(name) {
      return node.children[index] < 0 ? .skip : .descend(node.children[index])
    }
    return .build
  }
}
