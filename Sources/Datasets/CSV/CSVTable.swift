// SPDX-License-Identifier: Apache-2.0

/// A file of comma-separated records whose first one names the columns.
struct CSVTable {
  /// The columns' names as written.
  let columns: [String]

  /// The line of the header.
  let headerLine: Int

  private var reader: CSVReader
  private(set) var record = CSVReader.Record()

  /// The file's name.
  var file: String { reader.file }

  /// The line of the current record.
  var line: Int { record.line }

  /// Reads the header.
  ///
  /// - Throws: An error at the header's line for a column without a name or named twice.
  init(_ text: InputText) throws(InputError) {
    reader = CSVReader(text)
    guard try reader.next(&record) else {
      throw InputError(
        file: text.file, line: 1, message: "the file is empty, expected a header line")
    }
    headerLine = record.line
    var columns: [String] = []
    var seen: [String: Int] = [:]
    for position in 0..<record.count {
      let name = String(decoding: record[position], as: UTF8.self)
      if name.isEmpty {
        throw InputError(
          file: text.file, line: record.line, field: "column \(position + 1)",
          message: "the header has no name for this column, expected one")
      }
      if let other = seen.updateValue(position, forKey: name) {
        throw InputError(
          file: text.file, line: record.line, field: name,
          message: "columns \(other + 1) and \(position + 1) have the same name, expected one each")
      }
      columns.append(name)
    }
    self.columns = columns
  }

  /// Reads the next record and says whether there was one.
  ///
  /// - Throws: An error at the record's line when it is malformed or has not one field a column.
  mutating func next() throws(InputError) -> Bool {
    guard try reader.next(&record) else { return false }
    if record.count != columns.count {
      throw InputError(
        file: file, line: record.line,
        message: "found \(record.count) fields, expected \(columns.count) as in the header")
    }
    return true
  }

  /// The field of a column in the current record.
  subscript(column: Int) -> ArraySlice<UInt8> { record[column] }

  /// The field of a column as text.
  func text(_ column: Int) -> String { String(decoding: record[column], as: UTF8.self) }

  /// An error at the current record.
  func error(column: Int? = nil, _ message: String) -> InputError {
    InputError(file: file, line: line, field: column.map { columns[$0] }, message: message)
  }

  /// The field of a column as a whole number of a range.
  func integer(_ column: Int, in range: ClosedRange<Int64>) throws(InputError) -> Int64 {
    let field = record[column]
    guard let value = NumberScanner.integer(field) else {
      throw error(column: column, "found \(excerpt(field)), expected a whole number")
    }
    guard range.contains(value) else {
      throw error(
        column: column,
        "found \(excerpt(field)), expected \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
