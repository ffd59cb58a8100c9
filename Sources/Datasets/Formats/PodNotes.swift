// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// What has to be said about a pod table once it was read.
struct PodNotes {
  /// Rows that ask for no pod at all.
  var withoutReplicas = 0
  /// Pods that ask for certain GPU models.
  var withModels = 0
  private var missing: [String: (first: String, count: Int)] = [:]

  /// Notes pods that do not say how much they need of a resource.
  mutating func missing(_ resource: String, pod: String, count: Int) {
    missing[resource, default: (pod, 0)].count += count
  }

  /// The sentences to print.
  func sentences(
    columns: PodColumns, bins: BinTypeTable, countsPods: Bool, selected: [String]?
  ) -> [String] {
    var sentences: [String] = []
    for resource in columns.resources {
      guard let (first, count) = missing[resource.name] else { continue }
      sentences.append(
        count == 1
          ? "Pod '\(first)' names no request for '\(resource.name)'; it is taken to need none."
          : "\(count) pods, '\(first)' the first of them, name no request for '\(resource.name)'; "
            + "they are taken to need none.")
    }
    if withoutReplicas > 0 {
      sentences.append("\(withoutReplicas) rows have a count of 0 and are left out.")
    }
    if countsPods {
      sentences.append("Every pod counts as one of the 'pods' that a node allows.")
    }
    if columns.isOpenb, selected != nil, columns.gpu == nil {
      sentences.append(
        "GPU requests and GPU models are left out, because --resources does not name gpu.")
    }
    if let gpu = columns.gpu, withModels > 0 {
      let unnamed = bins.withoutModel(gpu: gpu)
      if !unnamed.isEmpty {
        sentences.append(
          "\(withModels) pods ask for certain GPU models and may not use the node types that name "
            + "none: \(enumeration(unnamed)).")
      }
    }
    if !columns.unread.isEmpty {
      let are = columns.unread.count == 1 ? "is" : "are"
      sentences.append(
        "The \(columns.unread.count == 1 ? "column" : "columns") \(enumeration(columns.unread)) "
          + "\(are) not used.")
    }
    if columns.isOpenb {
      sentences.append("All pods are packed at the same time, whatever their times in the trace.")
    }
    return sentences
  }
}
