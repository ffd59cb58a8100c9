// SPDX-License-Identifier: Apache-2.0

/// An object of the API as it was read, and where.
public struct ObjectRecord: Sendable, Hashable {
  /// Its fields.
  public var fields: Fields
  /// Where it begins.
  public var position: SourcePosition
  /// In which document of the file it stands, counted from zero; empty ones count.
  public var documentIndex: Int
  /// Which element of the document's list it is, counted from zero; `nil` where it is in none.
  public var indexInList: Int?

  /// Creates a record.
  public init(
    fields: Fields, position: SourcePosition, documentIndex: Int, indexInList: Int? = nil
  ) {
    (self.fields, self.position) = (fields, position)
    (self.documentIndex, self.indexInList) = (documentIndex, indexInList)
  }
}
