// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Whether somebody wants to know what pods use, and in which namespaces.
///
/// It is known from the autoscalers that there are, so that where nobody asks kubelets tell nothing.
/// All kubelets of a process have one.
final class MetricsDemand {
  private let horizontal: Informer
  private let vertical: Informer
  private var handlers: [Informer.Handler] = []
  private var wants: [String: Int] = [:]
  private var observers: [() -> Void] = []
  /// Whether everything is told, asked for or not.
  let isAlways: Bool

  init(_ environment: ComponentEnvironment, isAlways: Bool) {
    self.isAlways = isAlways
    horizontal = environment.informers[.horizontalPodAutoscalers]
    vertical = environment.informers[.verticalPodAutoscalers]
  }

  /// Whether anybody asks.
  var isPresent: Bool { isAlways || !wants.isEmpty }

  /// Whether anybody asks about the pods of a namespace.
  func concerns(_ namespace: String) -> Bool { isAlways || wants[namespace] != nil }

  /// Begins to listen; does nothing where it does.
  func start() {
    guard handlers.isEmpty, !isAlways else { return }
    handlers = [
      horizontal.addHandler { [weak self] in self?.note($0, Self.asksPods) },
      vertical.addHandler { [weak self] in self?.note($0) { _ in true } },
    ]
    horizontal.start()
    vertical.start()
  }

  /// Has someone told when somebody begins or ceases to ask.
  func observe(_ observer: @escaping () -> Void) { observers.append(observer) }

  private static func asksPods(_ autoscaler: Fields) -> Bool {
    let metrics = autoscaler.wanted["metrics"]?.array ?? []
    return metrics.contains {
      ["Resource", "ContainerResource", "Pods"].contains($0.object?["type"]?.string ?? "")
    }
  }

  private func note(_ change: Informer.Change, _ asks: (Fields) -> Bool) {
    let did = change.previous.map(asks) ?? false
    let does: Bool
    switch change {
    case .added(_, let object), .changed(_, _, let object): does = asks(object)
    case .removed(_, let object):
      if asks(object) { take(-1, change.key.namespace) }
      return
    }
    if did != does { take(does ? 1 : -1, change.key.namespace) }
  }

  private func take(_ number: Int, _ namespace: String) {
    let wasPresent = isPresent
    let count = wants[namespace, default: 0] + number
    wants[namespace] = count > 0 ? count : nil
    if isPresent != wasPresent { for observer in observers { observer() } }
  }
}
