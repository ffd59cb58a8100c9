// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the server itself does once something was written.
extension APIMachinery {
  /// What the server itself does after an object was written, such as serving a new kind.
  func afterWriting(_ type: ResourceType, _ object: Fields) throws(APIStatus) {
    if type == .customResourceDefinitions { serve(object) }
  }

  /// What the server itself does after an object is gone.
  func afterRemoving(_ type: ResourceType, _ object: Fields) throws(APIStatus) {
    if type == .customResourceDefinitions {
      try stopServing(definition: ObjectKey(object).name)
    }
  }
}
