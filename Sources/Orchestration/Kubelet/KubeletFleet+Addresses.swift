// SPDX-License-Identifier: Apache-2.0

/// Which of a cluster's machines and pods has an address.
extension KubeletFleet: AddressDirectory {
  /// Who has an address: a machine, or a pod that has a sandbox with it.
  ///
  /// - Complexity: Linear in the pods of the machine.
  public func place(of address: String) -> AddressPlace? {
    guard let number = AddressRange.number(address) else { return nil }
    if let name = machines[number] { return AddressPlace(node: name) }
    guard let name = podRanges.owner(of: number), let machine = self[name]?.machine,
      let sandbox = machine.sandbox(at: address)
    else { return nil }
    return AddressPlace(node: name, podUID: sandbox.uid)
  }
}

/// Ranges of addresses, no two of which have an address in common.
struct RangeTable {
  private var entries: [(range: AddressRange, owner: String)] = []

  /// Who has the range that an address lies in.
  func owner(of number: UInt32) -> String? {
    let index = position(of: number)
    guard index > 0 else { return nil }
    let entry = entries[index - 1]
    return UInt64(number - entry.range.base) < entry.range.size ? entry.owner : nil
  }

  /// Whether a range is free.
  func isFree(_ range: AddressRange) -> Bool {
    let index = position(of: range.base)
    if index > 0, entries[index - 1].range.overlaps(range) { return false }
    return index == entries.count || !entries[index].range.overlaps(range)
  }

  mutating func insert(_ range: AddressRange, _ owner: String) {
    entries.insert((range, owner), at: position(of: range.base))
  }

  mutating func remove(_ range: AddressRange) {
    entries.removeAll { $0.range == range }
  }

  /// The first entry that begins after an address.
  private func position(of number: UInt32) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].range.base <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SimulatedMachine {
  /// The pod that has an address of the machine.
  func sandbox(at address: String) -> PodSandbox? {
    sandboxes.values.first {
      $0.isAlive && $0.addressIndex != nil && $0.address == address
    }
  }
}
