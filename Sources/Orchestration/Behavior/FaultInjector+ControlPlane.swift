// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What goes wrong with clocks, the API server and its store.
extension FaultInjector {
  /// Has the clocks of machines say something else than the time.
  ///
  /// - Parameters:
  ///   - pattern: The names of the nodes.
  ///   - offset: By how many microseconds they are ahead; behind where negative.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func skewClocks(_ pattern: GlobPattern, by offset: Int64, for duration: Int64? = nil) {
    for kubelet in kubelets(pattern) {
      kubelet.setClock(offBy: offset)
      guard let duration else { continue }
      clock.schedule(after: duration) { [weak kubelet] in
        if kubelet?.machine.clockOffset == offset { kubelet?.setClock(offBy: 0) }
      }
    }
  }

  /// Takes the API server away for a while; one that is away already stays so for longer.
  ///
  /// - Parameters:
  ///   - time: For how many microseconds.
  ///   - isCompacted: Whether the history of changes is gone when it is back.
  public func restartServer(downFor time: Int64, isCompacted: Bool = false) {
    guard let machinery else { return }
    if machinery.isServing { fail() }
    machinery.stopServing()
    let end = max(outageEnd ?? clock.now, clock.now.advanced(by: time))
    outageEnd = end
    clock.schedule(at: end) { [weak self] in
      guard let self, self.outageEnd == end else { return }
      self.outageEnd = nil
      machinery.resumeServing(isCompacted: isCompacted)
      self.recover()
    }
  }

  /// Leases that are noted as renewed are no longer so: nobody can renew them.
  private func fail() {
    for kubelet in fleet.kubelets { kubelet.serverWillFail() }
  }

  private func recover() {
    for kubelet in fleet.kubelets { kubelet.serverReturned() }
  }

  /// Leaves the store without room for a while.
  ///
  /// - Parameters:
  ///   - duration: After how many microseconds somebody makes room; never where `nil`.
  ///   - isCompacted: Whether the history of changes is given up for it.
  public func fillStore(for duration: Int64? = nil, isCompacted: Bool = false) {
    guard let machinery else { return }
    if !machinery.isStoreFull { fail() }
    machinery.fillStore()
    guard let duration else {
      fullEnd = Timestamp(microseconds: .max)
      return
    }
    let end = max(fullEnd ?? clock.now, clock.now.advanced(by: duration))
    fullEnd = end
    clock.schedule(at: end) { [weak self] in
      guard let self, self.fullEnd == end else { return }
      self.fullEnd = nil
      machinery.freeStore(isCompacted: isCompacted)
      self.recover()
    }
  }
}
