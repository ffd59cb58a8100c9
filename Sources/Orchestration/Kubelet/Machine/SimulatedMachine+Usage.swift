// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What containers use of the processors.
extension SimulatedMachine {
  private static let day: Int64 = 86_400_000_000

  /// The millicores that a container used on the mean from one moment to another, as far as its
  /// behaviour says so; what requests cause is not in it.
  func cpu(of container: MachineContainer, from: Timestamp, to: Timestamp) -> Double {
    guard container.isRunning, let curve = container.plan.cpu else { return 0 }
    let (first, last) = (max(from, container.startedAt), to)
    let mean: Double
    switch curve.base {
    case .start:
      let start = container.startedAt.microseconds
      mean = curve.mean(from: first.microseconds - start, to: last.microseconds - start)
    case .scenario:
      let start = world.beginning.microseconds
      mean = curve.mean(from: first.microseconds - start, to: last.microseconds - start)
    case .day:
      // What lies before midnight is of the day before.
      let midnight = last.microseconds - last.microseconds % Self.day
      let (left, right) = (first.microseconds - midnight, last.microseconds - midnight)
      if left >= 0 {
        mean = curve.mean(from: left, to: right)
      } else {
        let before = curve.mean(from: left + Self.day, to: Self.day) * Double(-left)
        let after = right > 0 ? curve.mean(from: 0, to: right) * Double(right) : 0
        mean = (before + after) / Double(right - left)
      }
    }
    guard let share = curve.share else { return mean }
    return mean * world.shares.part(share, of: container, at: to)
  }
}
