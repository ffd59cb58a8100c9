// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

extension Fields {
  /// The object as people may see it: of a Secret the keys, and not what is in them.
  ///
  /// Printers of objects use it. The annotation in which `kubectl apply` keeps a manifest has the
  /// data as well, so it is left out as `kubectl describe` leaves it out.
  public var redacted: Fields {
    guard self["kind"]?.string == "Secret" else { return self }
    var object = self
    for name in ["data", "stringData"] {
      guard let data = object[name]?.object else { continue }
      object[name] = .object(
        Fields(data.keys.map { ($0, .string(ConfigurationValidation.redacted)) }))
    }
    if let annotations = object.metadata["annotations"]?.object,
      annotations[LastApplied.annotation] != nil
    {
      object.modify("metadata") { metadata in
        metadata.modify("annotations") { $0[LastApplied.annotation] = nil }
      }
    }
    return object
  }
}

extension APIMachinery {
  /// Does something with a Secret; what is said against it quotes nothing of it.
  ///
  /// - Parameters:
  ///   - type: The type of what is written.
  ///   - key: The object that there may be already.
  ///   - note: Adds the values of what is written.
  ///   - body: Does it.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws, without the values.
  func withoutQuoting<Result>(
    _ type: ResourceType, _ key: ObjectKey, _ note: (inout SecretValues) -> Void,
    _ body: () throws(APIStatus) -> Result
  ) throws(APIStatus) -> Result {
    guard type == .secrets else { return try body() }
    do throws(APIStatus) {
      return try body()
    } catch {
      var values = SecretValues()
      note(&values)
      if let old = try? store.object(type, key) { values.add(secret: old) }
      throw values.redacted(error)
    }
  }

  /// All values that Secrets have now or had since the API began.
  var secretValues: SecretValues { secretLedger.values }
}

/// The values of all Secrets that were written.
final class SecretLedger {
  private(set) var values = SecretValues()

  /// Takes note of a write.
  func note(_ type: ResourceType, _ change: StoreChange) {
    if type == .secrets { note(change.object) }
  }

  /// Takes note of a Secret.
  func note(_ secret: Fields) { values.add(secret: secret) }
}
