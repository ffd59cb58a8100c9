// SPDX-License-Identifier: Apache-2.0

/// A public data set: what it is, under which licence, and where to get it.
public struct CatalogueEntry: Sendable, Hashable {
  /// One file of a data set.
  public struct File: Sendable, Hashable {
    /// The name to save it under.
    public let name: String
    /// Where it is.
    public let url: String
    /// Its SHA-256, or `nil` where it is not known; fetching then demands one.
    public let sha256: String?
    /// How many bytes it has, where that is known.
    public let bytes: Int64?
  }

  /// The name, lower-case with hyphens.
  public let name: String
  /// What it holds, in one sentence.
  public let summary: String
  /// The licence as its publisher names it, or that it is to be looked up.
  public let licence: String
  /// The page that describes it.
  public let source: String
  /// The format, as far as `InputReader` reads it.
  public let format: String
  /// The files that can be fetched; empty where there is only a page to go to.
  public let files: [File]

  /// The entry of a name, or `nil`.
  public static func named(_ name: String) -> CatalogueEntry? {
    all.first { $0.name == name }
  }

  /// The checksum to fetch a file with: the known one, or the one that the user trusts.
  ///
  /// - Parameters:
  ///   - file: A file of this entry.
  ///   - given: The checksum that the user gave, if any.
  /// - Returns: The known checksum, or else the given one.
  /// - Throws: `FetchError.checksumUnknown` when there is neither.
  public func checksum(of file: File, given: String?) throws(FetchError) -> String {
    guard let checksum = file.sha256 ?? given else {
      throw .checksumUnknown(dataset: "\(name)/\(file.name)")
    }
    return checksum
  }
}
