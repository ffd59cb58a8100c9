// SPDX-License-Identifier: Apache-2.0

/// Makes objects of a cluster fit to be shared: nothing that tells whose they are stays, all that
/// decides where pods go does.
///
/// Names, namespaces, labels, images and addresses get other names, the same one wherever a name
/// stands, in the same order; moments are shifted so that the earliest is the start of 2024. Fields
/// that scheduling does not look at are left out, as are objects of kinds that it does not look at.
/// What stays as it is: amounts, numbers, the API's own words, well-known keys of labels, and the
/// numbers at the end of the names of a StatefulSet's pods.
///
/// A seed gives the same names for the same objects, always.
public struct Sanitizer: Sendable {
  /// What the new names depend on.
  public var seed: UInt64
  /// Whether names stay, so that only fields are left out and moments shifted.
  public var keepsNames: Bool

  /// Creates a sanitizer.
  public init(seed: UInt64 = 0, keepsNames: Bool = false) {
    self.seed = seed
    self.keepsNames = keepsNames
  }

  /// Objects that may be shared, and how many of which kinds are not among them.
  public struct Result: Sendable, Hashable {
    /// The objects, in the order of those they stand for.
    public var objects: [Fields]
    /// How many were left out, by kind.
    public var leftOut: [String: Int]
  }

  /// Makes objects fit to be shared.
  ///
  /// - Parameter objects: All objects that are to be shared together.
  /// - Returns: What may be shared.
  /// - Complexity: Linear in their size, but for sorting the names.
  public func sanitized(_ objects: [Fields]) -> Result {
    var result = Result(objects: [], leftOut: [:])
    var scrubber = ObjectScrubber(keepsNames: keepsNames)
    var kept: [Fields] = []
    for object in objects {
      let kind = object["kind"]?.string ?? ""
      if PublicWords.kinds.contains(kind),
        PublicWords.versions.contains(object["apiVersion"]?.string ?? "")
      {
        kept.append(object)
      } else {
        result.leftOut[kind, default: 0] += 1
      }
    }
    for object in kept { scrubber.note(object) }
    for object in kept { _ = scrubber.scrubbed(object) }
    scrubber.deal(seed: seed)
    for object in kept { result.objects.append(scrubber.scrubbed(object)) }
    return result
  }
}
