// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension VolumeTable {
  /// What claims without a volume get on a node.
  struct Found {
    /// The volume of each claim that gets one that is there.
    var volumes: [Int: Int] = [:]
    /// Why the others get none; `nil` where volumes can be made for all of them.
    var reason: VolumeReason?
  }

  /// Finds volumes for claims on a node: the smaller a claim, the earlier it chooses, and it takes
  /// the smallest volume that will do; for what is left, volumes are made where that can be done.
  ///
  /// From `pkg/scheduler/framework/plugins/volumebinding/binder.go`.
  func find(_ unbound: [Int], name: String, labels: [String: String]) -> Found {
    var found = Found()
    var toMake: [Int] = []
    var toFind: [Int] = []
    for claim in unbound {
      guard let selected = claims[claim].selectedNode else {
        toFind.append(claim)
        continue
      }
      if selected != name {
        found.reason = .noneToBind
        return found
      }
      toMake.append(claim)
    }
    var chosen: Set<Int> = []
    let bySize = toFind.enumerated().sorted {
      (claims[$0.element].size, $0.offset) < (claims[$1.element].size, $1.offset)
    }
    for (_, claim) in bySize {
      if let volume = smallestVolume(claim, name: name, labels: labels, except: chosen) {
        chosen.insert(volume)
        found.volumes[claim] = volume
      } else {
        toMake.append(claim)
      }
    }
    for claim in toMake {
      guard let kind = kinds[claims[claim].className], kind.provisioner != nil,
        kind.topologies.isEmpty
          || kind.topologies.contains(where: { $0.allSatisfy { $0.matches(labels) } })
      else {
        found.reason = .noneToBind
        return found
      }
      if claims[claim].isSized, let capacities = kind.capacities,
        !capacities.contains(where: {
          $0.limit >= claims[claim].size && $0.nodes.matches(labels)
        })
      {
        found.reason = .noStorage
        return found
      }
    }
    return found
  }

  func isReachable(_ volume: Int, name: String, labels: [String: String]) -> Bool {
    volumes[volume].nodes?.contains { $0.matches(labels: labels, name: name) } ?? true
  }

  private func smallestVolume(
    _ claim: Int, name: String, labels: [String: String], except chosen: Set<Int>
  ) -> Int? {
    let asked = claims[claim]
    var best: Int?
    for (index, volume) in volumes.enumerated() {
      if chosen.contains(index) || taken.contains(index) || volume.isTerminating
        || volume.size < asked.size || volume.mode != asked.mode
      {
        continue
      }
      if let keptFor = volume.keptFor {
        // Kept for this claim it is taken at once or not at all, for others never.
        if self.claim(keptFor) == claim {
          return isReachable(index, name: name, labels: labels) ? index : nil
        }
        continue
      }
      guard volume.isAvailable, volume.className == asked.className,
        asked.selector?.matches(volume.labels) ?? true,
        isReachable(index, name: name, labels: labels),
        asked.accessModes.allSatisfy(volume.accessModes.contains)
      else { continue }
      if best.map({ volumes[$0].size > volume.size }) ?? true { best = index }
    }
    return best
  }
}
