// SPDX-License-Identifier: Apache-2.0

package import ClusterModel
import VectorPacking

/// The API of a cluster: what a server does with requests before and after they reach the store.
///
/// It knows the rules of kinds (`ResourceRules`), but runs no controller and has no loop. Components
/// never hold it; they hold an `APIClient`, such as the one that `client(named:)` makes.
public final class APIMachinery {
  /// The types that are served.
  public internal(set) var catalogue: ResourceCatalogue
  /// What time it is.
  let clock: any Clock
  /// Where objects are.
  let store: any ObjectStore
  /// What becomes of objects of each kind when they are written.
  var rules: [ResourceType: ResourceRules]
  /// The watches that are going on.
  let watchers = WatchRegistry()
  /// The custom resources that are served.
  var customs: [ResourceType: CustomResource] = [:]
  /// What admission looks up.
  let tables = AdmissionTables()
  /// The specs of pods that were admitted.
  let knownSpecs = KnownPodSpecs()
  /// The latest measurements.
  let measured = LatestMetrics()
  /// For names and identities that are made up.
  var random: SeededGenerator
  /// Whether the managers of fields are kept for all objects, or only for those that were applied.
  public let fieldManagement: FieldManagement
  /// Whether objects are filled in, admitted and checked; where not, they are kept as they come.
  var fillsAndChecks = true
  /// Whether pods are given a service account and a volume with its token.
  public var admitsServiceAccounts = false
  /// What is wrong with the server or its store.
  var condition = ServiceCondition()
  /// The values of Secrets, for what must not quote them.
  let secretLedger = SecretLedger()
  /// What checks the fields of objects.
  var checkers: [Schema.UnknownFields: SchemaChecker] = [:]

  /// For which objects the managers of their fields are kept.
  public enum FieldManagement: Sendable, Hashable {
    /// For all.
    case always
    /// For those that were written by server-side apply; what was there before belongs to
    /// `before-first-apply` then.
    case onceApplied
  }

  /// Creates an API.
  ///
  /// - Parameters:
  ///   - store: Where objects are.
  ///   - clock: What time it is.
  ///   - seed: For names and identities that are made up.
  ///   - fieldManagement: For which objects the managers of their fields are kept.
  public init(
    store: any ObjectStore = MemoryStore(), clock: any Clock, seed: UInt64 = 1,
    fieldManagement: FieldManagement = .onceApplied
  ) {
    (self.store, self.clock, self.fieldManagement) = (store, clock, fieldManagement)
    catalogue = ResourceCatalogue()
    rules = ResourceRules.kubernetes
    // In a store that was there before, identities that were given must not be given again.
    random =
      store.revision == 0
      ? SeededGenerator(seed: seed) : Draw.generator(seed: seed, "revision \(store.revision)")
    store.onChange = { [watchers, tables, secretLedger] type, change in
      tables.note(type, change)
      secretLedger.note(type, change)
      watchers.publish(type, change)
    }
    serveStored()
    for secret in (try? every(.secrets)) ?? [] { secretLedger.note(secret) }
  }

  /// A client in this process.
  ///
  /// - Parameters:
  ///   - name: Who it is.
  ///   - latency: After how many microseconds it hears of changes.
  ///   - isTrusted: Whether what it writes has only fields that there are, of the right kinds, so
  ///     that it is not looked through again; for components of the same program.
  ///   - seesOutages: Whether it notices that the server is away; who only watches a simulation does
  ///     not.
  /// - Returns: The client.
  public func client(
    named name: String, latency: Int64 = 0, isTrusted: Bool = false, seesOutages: Bool = true
  ) -> InProcessClient {
    InProcessClient(
      self, name: name, latency: latency, isTrusted: isTrusted, seesOutages: seesOutages)
  }

  // MARK: Names and times

  /// The time as objects have it.
  var timestamp: Value { clock.now.wholeSecond.value }

  /// A new identity.
  func makeUID() -> String {
    let (high, low) = (random.next(), random.next())
    var digits: [UInt8] = []
    digits.reserveCapacity(36)
    for position in 0..<32 {
      if position == 8 || position == 12 || position == 16 || position == 20 {
        digits.append(UInt8(ascii: "-"))
      }
      let word = position < 16 ? high : low
      var digit = UInt8(truncatingIfNeeded: word >> UInt64(4 * (15 - position % 16))) & 15
      if position == 12 { digit = 4 }
      if position == 16 { digit = 8 | digit & 3 }
      digits.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The end of a name that is made up.
  ///
  /// From `apimachinery/pkg/util/rand`: no vowels and no digits that look like letters.
  func makeSuffix() -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    return String(
      decoding: (0..<5).map { _ in letters[random.below(letters.count)] }, as: UTF8.self)
  }

  // MARK: The store's errors

  /// Writes an object, the errors told as the API tells them.
  func put(
    _ type: ResourceType, _ key: ObjectKey, _ object: Fields, expecting revision: Int64?
  ) throws(APIStatus) -> Fields {
    try requireRoom()
    do throws(StoreError) {
      return try store.put(type, key, object, expecting: revision)
    } catch {
      throw status(of: error, type, key)
    }
  }

  /// An object, with the revision it is of.
  func current(
    _ type: ResourceType, _ key: ObjectKey
  ) throws(APIStatus) -> (object: Fields, revision: Int64) {
    let object: Fields?
    do throws(StoreError) {
      object = try store.object(type, key)
    } catch {
      throw status(of: error, type, key)
    }
    guard let object else { throw .notFound(type, key.name) }
    return (object, object.revision)
  }

  func status(of error: StoreError, _ type: ResourceType, _ key: ObjectKey) -> APIStatus {
    switch error {
    case .changed(nil): .notFound(type, key.name)
    case .changed: .conflict(type, key.name)
    case .compacted(let requested, let oldest): .expired(requested: requested, oldest: oldest)
    case .failed(let message): APIStatus(.internalError, "the store has failed: \(message)")
    }
  }
}

extension Fields {
  /// The names and labels of an object.
  package var metadata: Fields { self["metadata"]?.object ?? Fields() }

  /// The revision that an object is of; 0 where it says none.
  package var revision: Int64 {
    self["metadata"]?.object?["resourceVersion"]?.string.flatMap { Int64($0) } ?? 0
  }

  /// The identity of an object; empty where it has none.
  package var uid: String { self["metadata"]?.object?["uid"]?.string ?? "" }
}
