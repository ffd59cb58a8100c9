// SPDX-License-Identifier: Apache-2.0

/// Reads the documents of a YAML stream into values.
///
/// The syntax is YAML 1.1 as libyaml reads it. Plain scalars mean what they mean to `kubectl`:
///
/// - `y`, `yes`, `on`, `true` and their opposites are truth values, in lower, upper and title case.
/// - `~`, `null` and nothing are null.
/// - `017` and `0o17` are 15, `0x1F` is 31, `0b11` is 3, `1_000` is 1000.
/// - `1e3`, `.5` and `5.` are numbers, kept as they are written, up to what JSON does not allow
///   (`0.5`, `5.0`). Other than with `kubectl`, no digit is lost and `1e400` is a number, too.
/// - Infinity and not-a-number are errors, since JSON has neither. Dates and times are text.
///
/// Scalars in quotes and blocks are text. `!!str`, `!!int`, `!!float`, `!!bool`, `!!null` and
/// `!!binary` (text in Base64) say what a scalar is; one with any other tag is text.
///
/// Names that are not text become it: `on:` is the field `true`, `010:` is `8`. A name twice is an
/// error, and so are lists, objects and null as names. `<<` takes in the fields of other objects;
/// those that an object has itself count. Aliases of a document stand for at most a million values.
public struct YAMLReader: ~Copyable {
  private var cursor: YAMLCursor
  private var isFinished = false

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: Where the bytes come from; it is read piece by piece. UTF-8, or UTF-16 with a byte
  ///     order mark.
  ///   - paths: Fields such as `metadata.managedFields` that are passed over; their syntax is
  ///     checked, but not their names and aliases, and anchors in them are not known elsewhere.
  public init(_ source: some ByteSource, skipping paths: [String] = []) {
    cursor = YAMLCursor(source, skip: SkipTree(paths))
  }

  /// Reads the next document; `nil` at the end, and after an error.
  ///
  /// A document without content is null.
  public mutating func next() throws(ReadingError) -> Value? {
    if isFinished { return nil }
    isFinished = true
    guard try cursor.nextDocument() != nil else { return nil }
    let value = try cursor.value(isObject: true)
    isFinished = false
    return value
  }

  /// Reads a stream of one document; null where there is none.
  public static func value(of source: some ByteSource) throws(ReadingError) -> Value {
    var reader = YAMLReader(source)
    let value = try reader.next()
    if value != nil, try reader.cursor.nextDocument() != nil {
      throw ReadingError(
        at: try reader.cursor.position(), found: "another document", expected: "one document")
    }
    return value ?? .null
  }
}
