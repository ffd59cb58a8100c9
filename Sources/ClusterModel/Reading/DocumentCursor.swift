// SPDX-License-Identifier: Apache-2.0

/// What a document consists of.
enum DocumentKind {
  /// An object, whose fields come next.
  case object
  /// A list, whose elements come next.
  case list
  /// A single value, which comes next.
  case other
}

/// Goes through a stream of documents, the outermost two levels step by step, so that a list of
/// objects never has to be in memory as a whole.
protocol DocumentCursor: ~Copyable {
  /// Goes to the next document; `nil` at the end of the stream.
  mutating func nextDocument() throws(ReadingError) -> DocumentKind?

  /// Where what comes next begins.
  mutating func position() throws(ReadingError) -> SourcePosition

  /// Goes to the next field of the open object; `nil` closes the object.
  ///
  /// Names may repeat; fields that are to be skipped are not shown.
  mutating func nextField() throws(ReadingError) -> String?

  /// Opens the list that comes next; `false` where something else does.
  mutating func openList() throws(ReadingError) -> Bool

  /// Goes to the next element of the open list; `false` closes the list.
  mutating func nextElement() throws(ReadingError) -> Bool

  /// Reads the value that comes next.
  ///
  /// Where it is one of the objects within which fields are skipped, `isObject` is set; else it is
  /// the value of the field that `nextField` named.
  mutating func value(isObject: Bool) throws(ReadingError) -> Value
}
