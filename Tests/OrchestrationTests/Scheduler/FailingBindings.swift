// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A client some of whose bindings fail.
final class FailingBindings: ForwardingClient {
  /// How many bindings are to fail.
  var failures = 0
  /// Told of every binding that is tried.
  var onBind: () -> Void = {}

  override func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    if subresource == .binding {
      onBind()
      if failures > 0 {
        failures -= 1
        throw APIStatus(.timeout, "nobody answers")
      }
    }
    return try base.create(type, object, subresource: subresource, options)
  }
}
