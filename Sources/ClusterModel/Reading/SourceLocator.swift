// SPDX-License-Identifier: Apache-2.0

/// Finds the line of a field, by reading the text once more.
///
/// Nothing about positions is kept while objects are read; this is for the one field that an error
/// is about.
public enum SourceLocator {
  /// Where a field of an object stands.
  ///
  /// - Parameters:
  ///   - path: The field, such as `spec.containers[0].resources.requests.cpu`; a name with dots or
  ///     brackets in it stands in quotes: `metadata.labels["app.kubernetes.io/name"]`.
  ///   - start: Where the object begins (`ObjectRecord.position`).
  ///   - source: The bytes that it was read from, from their beginning.
  /// - Returns: Where the field's value begins; where there is no such field, where the last value
  ///   on the way to it begins; `nil` where no object begins at `start`.
  /// - Throws: A `ReadingError` where the text up to there cannot be read any more.
  /// - Complexity: Linear in the length of the text up to the field.
  public static func position(
    of path: String, inObjectAt start: SourcePosition, of source: some ByteSource
  ) throws(ReadingError) -> SourcePosition? {
    let steps = FieldPath(path).steps
    var sniffer = FormatSniffer(source)
    switch try sniffer.format() {
    case .json:
      var scanner = JSONScanner(sniffer, skip: SkipTree([]))
      return try scanner.position(of: steps, from: start)
    case .yaml:
      var scanner = YAMLScanner(sniffer, skip: SkipTree([]))
      return try scanner.position(of: steps, from: start)
    }
  }
}

extension JSONScanner {
  /// Where the value at the end of a path stands.
  fileprivate mutating func position(
    of steps: [FieldPath.Step], from start: SourcePosition
  ) throws(ReadingError) -> SourcePosition? {
    guard try goTo(start) else { return nil }
    var found = start
    for step in steps {
      guard try enter(step) else { return found }
      _ = try nextByte()
      found = window.position(of: window.cursor)
    }
    return found
  }

  /// Goes to a line and column.
  private mutating func goTo(_ start: SourcePosition) throws(ReadingError) -> Bool {
    var line = 1
    while line < start.line {
      if window.isAtEnd, try !window.refill() { return false }
      if window.cursor.pointee == 0x0A { line += 1 }
      window.cursor += 1
    }
    while true {
      if window.isAtEnd, try !window.refill() { return false }
      let here = window.position(of: window.cursor)
      if here.line != start.line || here.column > start.column { return false }
      // A character's first byte has its column; so have none of the others.
      if here.column == start.column, window.cursor.pointee & 0xC0 != 0x80 { return true }
      window.cursor += 1
    }
  }

  /// Goes into the value that comes next, to a field or an element of it.
  private mutating func enter(_ step: FieldPath.Step) throws(ReadingError) -> Bool {
    let bracket = try nextByte()
    switch step {
    case .field: if bracket != UInt8(ascii: "{") { return false }
    case .element: if bracket != UInt8(ascii: "[") { return false }
    }
    window.cursor += 1
    var index = 0
    while true {
      switch try nextByte() {
      case UInt8(ascii: "}"), UInt8(ascii: "]"), 0: return false
      case UInt8(ascii: ",") where index > 0: window.cursor += 1
      default: break
      }
      switch step {
      case .field(let wanted):
        guard try nextByte() == UInt8(ascii: "\"") else { return false }
        let isWanted = try quoted().elementsEqual(wanted.utf8)
        window.mark = nil
        try colon()
        if isWanted { return true }
      case .element(let wanted):
        if index == wanted { return true }
      }
      try skipValue()
      index += 1
    }
  }
}
