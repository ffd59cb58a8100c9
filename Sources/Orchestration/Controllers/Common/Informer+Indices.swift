// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Informer {
  /// The name of the index of pods by their node.
  static let nodeIndex = "spec.nodeName"

  /// Adds an index of pods by the node that they are bound to.
  func indexByNode() {
    addIndex(Self.nodeIndex) { pod in
      let node = pod.boundNode
      return node.isEmpty ? [] : [node]
    }
  }
}
