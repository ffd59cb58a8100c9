// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How the status of a pod comes to the API.
///
/// From `pkg/kubelet/status/status_manager.go`.
extension PodWorker {
  /// Writes the status where it has changed, and lets the object go once all has ended.
  func tellStatus() {
    if case .removed? = ending { return }
    let status = makeStatus()
    if status != self.status {
      guard write(status) else {
        isWritingOwed = true
        look(at: now.advanced(by: kubelet.configuration.nodeStatusUpdate))
        return
      }
    }
    isWritingOwed = false
    guard hasEnded, !machine.hasMounts(uid), pod.metadata["deletionTimestamp"] != nil else {
      return
    }
    do throws(APIStatus) {
      try kubelet.client.deleteIfPresent(
        .pods, key, DeleteOptions(gracePeriodSeconds: 0, uid: uid))
    } catch {
      // A finalizer or another object of the name is no matter of the kubelet.
      if error.reason != .conflict {
        isWritingOwed = true
        look(at: now.advanced(by: kubelet.configuration.nodeStatusUpdate))
      }
    }
  }

  /// Writes a status, anew on what has changed meanwhile.
  private func write(_ status: Fields) -> Bool {
    var status = status
    for _ in 0..<3 {
      do throws(APIStatus) {
        var changed = pod
        changed["status"] = .object(status)
        pod = try kubelet.client.updateStatus(.pods, changed)
        machine.sandbox(uid)?.pod = pod
        return true
      } catch {
        if error.reason == .notFound { return true }
        guard error.reason == .conflict else { return false }
        guard let latest = try? kubelet.client.find(.pods, key), latest.uid == uid else {
          return true
        }
        pod = latest
        if ending == nil, pod.metadata["deletionTimestamp"] != nil { look(at: now) }
        status = makeStatus()
        if status == self.status { return true }
      }
    }
    return false
  }
}
