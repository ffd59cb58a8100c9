// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Takes pods and other objects into the hands of an owner, and lets go of them.
///
/// From `pkg/controller/controller_ref_manager.go`.
struct OwnerClaim {
  /// The way to the API.
  let client: any APIClient
  /// The owner's type.
  let type: ResourceType
  /// The owner.
  let owner: Fields

  /// Whether the owner is still there and is to stay: asked of the API before anything is adopted.
  func mayAdopt() throws(APIStatus) -> Bool {
    guard let fresh = try client.find(type, ObjectKey(owner)) else { return false }
    return fresh.uid == owner.uid && !fresh.isTerminating
  }

  /// Makes the owner the manager of an object.
  ///
  /// - Returns: The object as it is then; `nil` where it is gone.
  @discardableResult
  func adopt(_ object: Fields, _ objectType: ResourceType) throws(APIStatus) -> Fields? {
    var object = object
    let reference = ControllerReference.value(to: owner, type)
    object.modify("metadata") { metadata in
      var owners = metadata["ownerReferences"]?.array ?? []
      owners.removeAll { $0.object?["uid"]?.string == owner.uid }
      owners.append(reference)
      metadata["ownerReferences"] = .array(owners)
    }
    return try write(object, objectType)
  }

  /// Lets go of an object.
  ///
  /// - Returns: The object as it is then; `nil` where it is gone.
  @discardableResult
  func release(_ object: Fields, _ objectType: ResourceType) throws(APIStatus) -> Fields? {
    var object = object
    object.modify("metadata") { metadata in
      var owners = metadata["ownerReferences"]?.array ?? []
      owners.removeAll { $0.object?["uid"]?.string == owner.uid }
      metadata["ownerReferences"] = owners.isEmpty ? nil : .array(owners)
    }
    return try write(object, objectType)
  }

  private func write(_ object: Fields, _ objectType: ResourceType) throws(APIStatus) -> Fields? {
    do throws(APIStatus) {
      return try client.update(objectType, object)
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  /// Adopts the pods without a manager that are selected, and lets go of those that no longer are.
  ///
  /// - Parameters:
  ///   - account: The owner's pods.
  ///   - ledger: Where pods without a manager are found.
  ///   - selector: Which pods are the owner's.
  ///   - isWanted: Whether a pod is adopted where it is selected.
  ///   - pod: A pod by its name.
  /// - Returns: Whether anything was changed, which will be heard of.
  /// - Throws: What the API answers, such as `Conflict` where a pod has changed meanwhile.
  func claimPods(
    _ account: PodAccount, _ ledger: PodLedger, _ selector: LabelSelector,
    isWanted: (Fields) -> Bool = { _ in true }, pod: (ObjectKey) -> Fields?
  ) throws(APIStatus) -> Bool {
    var isChanged = false
    if !account.strangers.isEmpty {
      for key in account.strangers.sorted() {
        guard let pod = pod(key), !pod.isTerminating else { continue }
        if try release(pod, .pods) != nil { isChanged = true }
      }
    }
    let namespace = owner["metadata"]?.object?["namespace"]?.string ?? ""
    let orphans = ledger.orphans(for: selector, in: namespace)
    if orphans.isEmpty || owner.isTerminating { return isChanged }
    var isAllowed: Bool?
    for key in orphans {
      guard let pod = pod(key), !pod.isTerminating else { continue }
      let labels = pod["metadata"]?.object?["labels"]?.object ?? Fields()
      guard selector.selects(labels), isWanted(pod) else { continue }
      let phase = pod["status"]?.object?["phase"]
      guard phase != "Succeeded", phase != "Failed" else { continue }
      let mayAdopt: Bool
      if let isAllowed { mayAdopt = isAllowed } else { mayAdopt = try self.mayAdopt() }
      isAllowed = mayAdopt
      guard mayAdopt else { return isChanged }
      if try adopt(pod, .pods) != nil { isChanged = true }
    }
    return isChanged
  }
}
