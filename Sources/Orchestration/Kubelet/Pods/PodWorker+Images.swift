// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How containers come by their images.
///
/// From `pkg/kubelet/images/image_manager.go`.
extension PodWorker {
  /// Whether the image of a container is there; asks for it where it is not.
  func hasImage(_ index: Int) -> Bool {
    if let request = units[index].pull { return take(request, index) }
    let container = shape.containers[index]
    let isPresent = machine.images[container.image] != nil
    switch container.pullPolicy {
    case "Never", "IfNotPresent":
      if isPresent {
        if kubelet.tells(.normal) {
          kubelet.tell(
            pod, reason: "Pulled",
            "Container image \"\(container.image)\" already present on machine")
        }
        return true
      }
      guard container.pullPolicy == "Never" else { break }
      let message =
        "Container image \"\(container.image)\" is not present with pull policy of Never"
      kubelet.tell(pod, .warning, reason: "ErrImageNeverPull", message)
      units[index].waiting = .neverPull(message)
      look(at: now.advanced(by: 60_000_000))
      return false
    default: break
    }
    if let moment = kubelet.imageWait(of: uid, container.image), moment > now {
      backOff(index, until: moment)
      return false
    }
    guard let credentials = pullCredentials() else { return false }
    if kubelet.tells(.normal) {
      kubelet.tell(pod, reason: "Pulling", "Pulling image \"\(container.image)\"")
    }
    let attempt = units[index].container.map { $0.attempt + 1 } ?? 0
    var subject = subject(index, attempt: attempt)
    subject.credentials = credentials
    let request = kubelet.images.request(subject) { [weak self] in
      guard let self, self.kubelet.isRunning else { return }
      self.sync()
    }
    units[index].pull = request
    if isWaitingForImage(index) { units[index].waiting = nil }
    return take(request, index)
  }

  private func isWaitingForImage(_ index: Int) -> Bool {
    switch units[index].waiting {
    case .pullFailed?, .pullBackOff?, .neverPull?: true
    default: false
    }
  }

  /// Takes what has become of a request.
  private func take(_ request: ImageRequest, _ index: Int) -> Bool {
    let image = shape.containers[index].image
    switch request.outcome {
    case .waiting: return false
    case .fetched(let time, let waited, let size):
      units[index].pull = nil
      if kubelet.tells(.normal) {
        kubelet.tell(
          pod, reason: "Pulled",
          "Successfully pulled image \"\(image)\" in \(DurationText.text(time)) "
            + "(\(DurationText.text(waited)) including waiting). Image size: \(size) bytes.")
      }
      kubelet.forgetImageWait(of: uid, image)
      if size > 0 { kubelet.node.imagesChanged() }
      return true
    case .failed(let text):
      units[index].pull = nil
      units[index].waiting = .pullFailed(text)
      kubelet.growImageWait(of: uid, image)
      kubelet.tell(
        pod, .warning, reason: "Failed", "Failed to pull image \"\(image)\": \(text)")
      kubelet.tell(pod, .warning, reason: "Failed", "Error: ErrImagePull")
      look(at: now.advanced(by: kubelet.configuration.relistPeriod))
      return false
    }
  }

  private func backOff(_ index: Int, until moment: Timestamp) {
    let image = shape.containers[index].image
    look(at: moment)
    var cause = ""
    switch units[index].waiting {
    case .pullBackOff?: return
    case .pullFailed(let text)?: cause = ": ErrImagePull: \(text)"
    default: break
    }
    units[index].waiting = .pullBackOff("Back-off pulling image \"\(image)\"\(cause)")
    kubelet.tell(pod, reason: "BackOff", "Back-off pulling image \"\(image)\"")
    kubelet.tell(pod, .warning, reason: "Failed", "Error: ImagePullBackOff")
  }
}
