// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The steps of a write that look at more than the object itself.
extension APIMachinery {
  /// Notes who manages the fields that were written.
  func manage(
    _ object: Fields, replacing old: Fields?, _ type: ResourceType, subresource: Subresource?,
    _ options: WriteOptions
  ) -> Fields { object }

  /// Changes an object by a difference.
  func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    throw .methodNotAllowed(type, "patch")
  }

  /// What the server itself does after an object was written, such as serving a new kind.
  func afterWriting(_ type: ResourceType, _ object: Fields) throws(APIStatus) {}

  /// What the server itself does after an object is gone.
  func afterRemoving(_ type: ResourceType, _ object: Fields) throws(APIStatus) {}
}
