// SPDX-License-Identifier: Apache-2.0

/// Rows as comma-separated values, as in RFC 4180: lines end with CR LF, and a field that holds
/// a comma, a quote or a line break stands in quotes.
///
/// Words that come from an input and begin with `=`, `+`, `-` or `@` get an apostrophe in front,
/// so that no spreadsheet takes them for a formula; numbers are written as they are.
struct CSVText {
  private(set) var text = ""

  /// A field.
  enum Field {
    case words(String)
    case figure(String?)

    static func integer(_ number: (some BinaryInteger)?) -> Field {
      .figure(number.map { String($0) })
    }

    static func number(_ number: Double?) -> Field {
      guard let number, case .number(let rounded) = DocumentValue(rounding: number) else {
        return .figure(nil)
      }
      return .figure(DocumentValue.digits(of: rounded))
    }
  }

  mutating func add(_ fields: [Field]) {
    text += fields.map(CSVText.written).joined(separator: ",") + "\r\n"
  }

  private static func written(_ field: Field) -> String {
    switch field {
    case .figure(let digits): return digits ?? ""
    case .words(let words):
      let isFormula = words.unicodeScalars.first.map { "=+-@".unicodeScalars.contains($0) }
      let safe = isFormula == true ? "'" + words : words
      guard safe.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
        return safe
      }
      var quoted = "\""
      for scalar in safe.unicodeScalars {
        if scalar == "\"" { quoted += "\"" }
        quoted.unicodeScalars.append(scalar)
      }
      return quoted + "\""
    }
  }
}
