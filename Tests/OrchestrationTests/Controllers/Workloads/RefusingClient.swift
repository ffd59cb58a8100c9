// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client for which no pod can be created, or pods are heard of late, as long as that is wanted.
final class RefusingClient: ForwardingClient {
  var isRefusing = false
  private(set) var refusals = 0
  /// Has changes of pods told later.
  var postpone: ((@escaping () -> Void) -> Void)?

  override func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    guard type == .pods, let postpone else { return try base.watch(type, options, deliver) }
    return try base.watch(type, options) { events in postpone { deliver(events) } }
  }

  override func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if isRefusing, type == .pods {
      refusals += 1
      let prefix = object.metadata["generateName"]?.string ?? object.objectName
      throw .forbidden(.pods, prefix, "exceeded quota")
    }
    return try base.create(type, object, subresource: subresource, options)
  }
}
