// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a snapshot keeps so that it can follow a cluster that changes.
struct LiveState: Sendable {
  /// The rows of pods that were removed, to be used again.
  var vacantRows: [Int32] = []
  /// How many pods each class has.
  private(set) var uses: [Int32] = []
  /// How many classes have pods.
  private(set) var usedClasses = 0
  /// The priorities that classes have, how many pods of each are on nodes, and that of each class.
  private var priorities: [Int64] = []
  private var placed: [Int] = []
  private var priorityOfClass: [Int32] = []
  /// The nodes that have changed, in order, from the one of number `forgotten` on.
  private var changedNodes: [Int32] = []
  private(set) var forgottenChanges = 0
  /// How often the images of nodes have changed.
  var imageChanges = 0
  /// The volumes and what belongs to them, as they were read.
  var storage = ClusterObjects()
  /// Why classes are refused by the nodes.
  var refusals: [Int: ClassRefusals] = [:]

  private struct RecentClass: Sendable {
    let signature: PodSignature
    let index: Int
  }
  /// The owners of pods by identity.
  private var owners: Set<String> = []
  private var recent: [String: [RecentClass]] = [:]
  private static let recentOwners = 4_096

  // MARK: Classes

  /// Adds the next class.
  mutating func add(_ made: PodClass) {
    uses.append(0)
    if let known = priorities.firstIndex(of: made.priority) {
      priorityOfClass.append(Int32(known))
    } else {
      priorityOfClass.append(Int32(priorities.count))
      priorities.append(made.priority)
      placed.append(0)
    }
  }

  /// Notes that a class has one pod more, or one less.
  mutating func use(_ index: Int, _ change: Int32) {
    let before = uses[index]
    uses[index] = before + change
    if before == 0 { usedClasses += 1 } else if before + change == 0 { usedClasses -= 1 }
  }

  /// Notes that a pod of a class came to a node, or left it.
  mutating func place(_ index: Int, _ change: Int64) {
    placed[Int(priorityOfClass[index])] += Int(change)
  }

  /// Whether a pod on a node matters less.
  func hasPlaced(below priority: Int64) -> Bool {
    priorities.indices.contains { placed[$0] > 0 && priorities[$0] < priority }
  }

  /// Whether so many classes have lost all their pods that it is time to sort them out.
  var isWasteful: Bool { uses.count > 2 * usedClasses + 512 }

  func recentClass(_ owner: String, _ signature: PodSignature) -> Int? {
    recent[owner]?.first { $0.signature == signature }?.index
  }

  mutating func remember(_ owner: String, _ signature: PodSignature, _ index: Int) {
    if recent.count >= Self.recentOwners { recent = [:] }
    var known = recent.removeValue(forKey: owner) ?? []
    if known.count >= 4 { known.removeFirst() }
    known.append(RecentClass(signature: signature, index: index))
    recent[owner] = known
  }

  /// Whether classes were made of pods of an owner.
  func hasSeen(owner: String) -> Bool { owners.contains(owner) }

  /// Forgets which pods are of which class by what is written in them.
  mutating func forgetRecent() { recent = [:] }

  /// Notes an owner of pods.
  mutating func note(owner: String) { owners.insert(owner) }

  /// Forgets the classes, which are to be added anew.
  mutating func forgetClasses() {
    (uses, usedClasses, recent, refusals) = ([], 0, [:], [:])
    owners = []
    (priorities, placed, priorityOfClass) = ([], [], [])
  }

  // MARK: Nodes

  /// How often a node has changed.
  var nodeChanges: Int { forgottenChanges + changedNodes.count }

  /// Notes that a node has changed.
  mutating func noteChange(ofNode node: Int, among count: Int) {
    if changedNodes.count > count + 64 {
      forgottenChanges += changedNodes.count
      changedNodes.removeAll(keepingCapacity: true)
    }
    changedNodes.append(Int32(node))
  }

  /// The nodes that have changed since there were so many changes; `nil` where that is forgotten.
  func nodes(changedAfter count: Int) -> ArraySlice<Int32>? {
    count < forgottenChanges ? nil : changedNodes[(count - forgottenChanges)...]
  }
}
