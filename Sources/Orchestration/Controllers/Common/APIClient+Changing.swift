// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIClient {
  /// Reads an object anew, changes it and writes it, which is what controllers use small patches
  /// for.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - key: The name.
  ///   - uid: The identity that the object has to have; any where `nil`.
  ///   - subresource: What beneath the object is written.
  ///   - body: Changes the object; `false` leaves it as it is.
  /// - Returns: The object as it is kept; `nil` where it is not there or is another.
  /// - Throws: `Conflict` where someone else has changed it meanwhile.
  @discardableResult
  func change(
    _ type: ResourceType, _ key: ObjectKey, uid: String?, subresource: Subresource? = nil,
    _ body: (inout Fields) -> Bool
  ) throws(APIStatus) -> Fields? {
    guard var object = try find(type, key) else { return nil }
    if let uid, object.uid != uid { return nil }
    guard body(&object) else { return object }
    do throws(APIStatus) {
      return try update(type, object, subresource: subresource, WriteOptions())
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  /// Takes a finalizer out of an object.
  func removeFinalizer(
    _ name: String, from type: ResourceType, _ key: ObjectKey, uid: String?
  ) throws(APIStatus) {
    try change(type, key, uid: uid) { object in
      var names = object.finalizerNames
      guard let index = names.firstIndex(of: name) else { return false }
      names.remove(at: index)
      object.modify("metadata") { $0["finalizers"] = names.isEmpty ? nil : names.value }
      return true
    }
  }
}
