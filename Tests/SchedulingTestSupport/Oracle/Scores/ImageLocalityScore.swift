// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The images that a node has, each scaled by the share of the nodes that have it.
  func imageLocalityScores(_ pod: Pod, _ nodes: [Node]) -> [OracleScore]? {
    let mebibyte: Int64 = 1_048_576
    let containers = pod.spec.initContainers + pod.spec.containers
    var images = containers.map { $0.image ?? "" }
    for volume in pod.spec.volumes {
      if let image = volume.image { images.append(image.reference ?? "") }
    }
    let least = 23 * mebibyte
    let most = 1_000 * mebibyte * Int64(containers.count)
    return unnormalised(
      nodes.map { node in
        var sum: Int64 = 0
        for image in images { sum += imageScore(tagged(image), node) }
        let clamped = sum < least ? least : min(sum, most)
        return most == least ? 0 : 100 * (clamped - least) / (most - least)
      })
  }

  /// The size of the image on the node, times the share of all nodes that have it, truncated.
  private func imageScore(_ image: String, _ node: Node) -> Int64 {
    guard let size = imageSize(image, on: node) else { return 0 }
    var owners = 0
    for other in cluster.nodes where imageSize(image, on: other) != nil { owners += 1 }
    return Int64(Double(size) * (Double(owners) / Double(cluster.nodes.count)))
  }

  private func imageSize(_ image: String, on node: Node) -> Int64? {
    for present in node.status.images where present.names.contains(image) {
      return present.sizeBytes ?? 0
    }
    return nil
  }

  /// The image's name with `:latest` where it has no tag: no colon after the last slash.
  private func tagged(_ image: String) -> String {
    let last = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return last.contains(":") ? image : image + ":latest"
  }
}
