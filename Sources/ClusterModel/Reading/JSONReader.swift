// SPDX-License-Identifier: Apache-2.0

/// Reads JSON texts (RFC 8259) one after the other into values.
///
/// It is strict: a text that is not JSON, bytes that are not UTF-8, half a surrogate pair, a name
/// that an object has twice and nesting of more than 512 are errors with a line and a column.
/// Numbers are kept as they are written. A byte order mark at the beginning is passed over.
public struct JSONReader: ~Copyable {
  private var cursor: JSONCursor
  private var isFinished = false

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: Where the bytes come from; it is read piece by piece.
  ///   - paths: Fields such as `metadata.managedFields` that are passed over. Their text is checked
  ///     as any other, but names that they repeat are not noticed.
  public init(_ source: some ByteSource, skipping paths: [String] = []) {
    cursor = JSONCursor(source, skip: SkipTree(paths))
  }

  /// Reads the next value; `nil` at the end, and after an error.
  ///
  /// - Complexity: Linear in the length of the text.
  public mutating func next() throws(ReadingError) -> Value? {
    if isFinished { return nil }
    isFinished = true
    guard try cursor.nextDocument() != nil else { return nil }
    let value = try cursor.value(isObject: true)
    isFinished = false
    return value
  }

  /// Reads a text that is one value.
  public static func value(of source: some ByteSource) throws(ReadingError) -> Value {
    var reader = JSONReader(source)
    let value = try reader.next()
    let position = try reader.cursor.position()
    guard let value else {
      throw ReadingError(at: position, found: "nothing", expected: "a value")
    }
    if try reader.cursor.nextDocument() != nil {
      throw ReadingError(at: position, found: "another value", expected: "one value")
    }
    return value
  }
}
