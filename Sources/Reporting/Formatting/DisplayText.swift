// SPDX-License-Identifier: Apache-2.0

/// Text from inputs made safe to show, and measured as a terminal shows it.
package enum DisplayText {
  /// The text without any character that would act rather than be seen.
  ///
  /// A control character becomes its picture (`␛`); one that is invisible or changes the direction
  /// of writing becomes `�`. A sign that some markup gives a meaning to never ends up in one
  /// cluster with its neighbours, where escaping by clusters would overlook it.
  package static func clean(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(visible(scalar)) }
    var result = ""
    for character in String(scalars) {
      if character.unicodeScalars.count > 1,
        character.unicodeScalars.contains(where: isPunctuation)
      {
        for (position, scalar) in character.unicodeScalars.enumerated() {
          if position > 0 { result.unicodeScalars.append("\u{25CC}") }
          result.unicodeScalars.append(scalar)
        }
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// How many columns of a terminal the text takes.
  package static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x7F }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  /// The text cut to a number of columns, with `…` where something is missing.
  package static func truncated(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    guard columns > 0 else { return "" }
    var result = ""
    var taken = 1
    for character in text {
      let next = width(String(character))
      if taken + next > columns { break }
      taken += next
      result.append(character)
    }
    return result + "…"
  }

  /// The text with spaces added to a number of columns.
  static func padded(_ text: String, to columns: Int, alignment: Column.Alignment) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - width(text)))
    return alignment == .leading ? text + spaces : spaces + text
  }

  /// The text broken at spaces into lines of at most so many columns, continued with an
  /// indentation; spaces at its start stay, and a word longer than a line is broken.
  static func wrapped(_ text: String, to columns: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    let start = String(repeating: " ", count: min(indent, columns / 2))
    var line = String(text.prefix { $0 == " " }.prefix(columns / 2))
    for piece in text.split(separator: " ") {
      var word = String(piece)
      let isFresh = line.allSatisfy { $0 == " " }
      if !isFresh, width(line) + 1 + width(word) <= columns {
        line += " " + word
        continue
      }
      if !isFresh {
        lines.append(line)
        line = start
      }
      while width(line) + width(word) > columns {
        let room = columns - width(line)
        var head = ""
        while let next = word.first, width(head) + width(String(next)) <= room {
          head.append(word.removeFirst())
        }
        guard !head.isEmpty else { break }
        lines.append(line + head)
        line = start
      }
      line += word
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.value < 0x20 { return Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}" }
    if scalar.value == 0x7F { return "\u{2421}" }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return "\u{FFFD}"
    default:
      return scalar
    }
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value < 0x80 else { return false }
    let isLetter = (0x41...0x5A).contains(scalar.value & 0xDF)
    return !isLetter && !(0x30...0x39).contains(scalar.value)
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return scalar.value == 0xFE0F ? 1 : 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18DFF, 0x1B000...0x1B2FF,
      0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
