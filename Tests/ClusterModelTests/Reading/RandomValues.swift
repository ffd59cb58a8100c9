// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Dice {
  private static let nasty = [
    "no", "NO", "y", "on", "null", "~", "", " ", " a", "a ", "a: b", "a:", ":", ":a", "- x", "-",
    "--", "---", "--- x", "...", "#", "a #b", "a#b", "?", "? x", "?x", "1e3", "0x1f", "017", "0o17",
    "1_000", ".5", "5.", ".inf", "-.INF", ".nan", "+1", "-0", "1:30", "2020-01-01",
    "2020-01-01T00:00:00Z", "=", "<<", "\u{85}", "a\u{85}b", "\u{2028}", "\u{FEFF}", "é",
    "e\u{301}",
    "😀", "\u{0}", "\u{7}", "\u{1B}[0m", "\u{7F}", "\t", "a\tb", "\n", "\n\n", "a\n", "a\n\n",
    "a\nb",
    "a\n\nb\n", "\na", " a\nb", "a \nb", "a\n b\n", "a\n\tb", "a\r\nb", "\r", "a\n ", "---\na\n",
    "a\n---\n", "# a\n", "'", "''", "it's", "\"", "\\", "\\n", "{", "}", "{}", "[", "[]", "]", ",",
    "a, b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "{{ .Values.x }}", "$(x)", "</script>",
    "true", "True", "false", "500m", "1Gi", "k8s.io/a", "app.kubernetes.io/name", "!!str",
    "\u{FFFD}",
    "\u{FFFE}", "\u{E000}", "\u{10FFFF}", "a\u{A0}b", "%YAML 1.1", "a\n...\n", "- a\n- b\n",
  ]

  /// Text, often of the kind that readers trip over.
  mutating func text() -> String {
    switch below(8) {
    case 0...3: return Self.nasty[below(Self.nasty.count)]
    case 4: return (0...below(3)).map { _ in Self.nasty[below(Self.nasty.count)] }.joined()
    case 5:
      var text = ""
      for _ in 0..<below(12) {
        let limit = [0x80, 0x100, 0x3000, 0x110000][below(4)]
        if let scalar = Unicode.Scalar(UInt32(below(limit))) { text.unicodeScalars.append(scalar) }
      }
      return text
    case 6: return String(repeating: "long text \(below(100)) ", count: below(120))
    default: return ["name", "spec", "a", "b", "c"][below(5)] + "\(below(50))"
    }
  }

  /// A value that JSON can hold.
  mutating func value(depth: Int) -> Value {
    switch below(depth > 0 ? 10 : 6) {
    case 0: return [.null, true, false][below(3)]
    case 1:
      return .integer([Int64(below(100)) - 50, .min, .max, Int64(bitPattern: next())][below(4)])
    case 2:
      let numbers = [
        "0.5", "-0.5", "1.0", "1e400", "1E+2", "-0", "-0.0", "9223372036854775808", "0.10",
        "-9223372036854775809", "123456789012345678901234567890", "1e-7", "100.00",
      ]
      return .number(numbers[below(numbers.count)])
    case 3...5: return .string(text())
    case 6, 7: return .array((0..<below(5)).map { _ in value(depth: depth - 1) })
    default: return .object(fields(depth: depth))
    }
  }

  mutating func fields(depth: Int) -> Fields {
    var fields = Fields()
    for _ in 0..<below(6) { fields[text()] = value(depth: depth - 1) }
    return fields
  }
}
