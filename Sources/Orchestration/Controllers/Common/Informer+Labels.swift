// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Informer {
  private static let labelIndex = "metadata.labels"

  /// The objects of a namespace that a selector selects, by their names.
  ///
  /// Objects are found by a label that has one value; the index is there from the first time on, so
  /// that where nobody asks nobody pays for it.
  func selected(_ selector: LabelSelector, in namespace: String) -> [Fields] {
    let anchor = selector.requirements.first { $0.comparison == .in && $0.values.count == 1 }
    let candidates: [Fields]
    if let anchor {
      addIndex(Self.labelIndex) { object in
        let namespace = object.metadata["namespace"]?.string ?? ""
        return object.metadata["labels"]?.object?.map {
          "\(namespace)/\($0)=\($1.string ?? "")"
        } ?? []
      }
      candidates = objects("\(namespace)/\(anchor.key)=\(anchor.values[0])", in: Self.labelIndex)
    } else {
      candidates = all.filter { $0.metadata["namespace"]?.string == namespace }
    }
    return candidates.filter { selector.selects($0.metadata["labels"]?.object ?? Fields()) }
  }
}
