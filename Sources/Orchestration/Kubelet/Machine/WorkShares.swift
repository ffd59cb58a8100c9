// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which containers do some work together, such as answer the requests of a service: each of those
/// that are up does as much of it as the others.
final class WorkShares {
  private var members: [String: [ObjectIdentifier: Timestamp]] = [:]
  /// How many are up at a moment, which is asked once for each of them.
  private var counted: [String: (moment: Timestamp, count: Int)] = [:]

  /// A container does its part from a moment on.
  func join(_ name: String, _ container: MachineContainer, from moment: Timestamp) {
    members[name, default: [:]][ObjectIdentifier(container)] = moment
    counted[name] = nil
  }

  /// A container has ended.
  func leave(_ name: String, _ container: MachineContainer) {
    members[name]?[ObjectIdentifier(container)] = nil
    counted[name] = nil
  }

  /// The share of a container at a moment: 0 where it is not up yet.
  ///
  /// - Complexity: Linear in the containers, once for each moment.
  func part(_ name: String, of container: MachineContainer, at moment: Timestamp) -> Double {
    guard let begun = members[name]?[ObjectIdentifier(container)], begun <= moment else { return 0 }
    if let known = counted[name], known.moment == moment { return 1 / Double(known.count) }
    let count = members[name]?.values.count { $0 <= moment } ?? 1
    counted[name] = (moment, max(1, count))
    return 1 / Double(max(1, count))
  }
}
