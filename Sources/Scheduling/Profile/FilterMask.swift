// SPDX-License-Identifier: Apache-2.0

/// A set of filters as bits, to be asked often.
struct FilterMask: Sendable {
  private let bits: UInt32

  init(_ filters: Set<FilterName>) {
    bits = filters.reduce(0) { $0 | $1.bit }
  }

  func contains(_ filter: FilterName) -> Bool { bits & filter.bit != 0 }
}

extension FilterName {
  fileprivate var bit: UInt32 {
    switch self {
    case .nodeUnschedulable: 1 << 0
    case .nodeName: 1 << 1
    case .taintToleration: 1 << 2
    case .nodeAffinity: 1 << 3
    case .nodePorts: 1 << 4
    case .nodeResourcesFit: 1 << 5
    case .volumeRestrictions: 1 << 6
    case .nodeVolumeLimits: 1 << 7
    case .volumeBinding: 1 << 8
    case .volumeZone: 1 << 9
    case .podTopologySpread: 1 << 10
    case .interPodAffinity: 1 << 11
    case .maxPerNode: 1 << 12
    }
  }
}
