// SPDX-License-Identifier: Apache-2.0

extension Grid {
  /// The table in the Markdown that GitHub reads, numbers aligned to the right.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rules = columns.map { $0.alignment == .leading ? "---" : "---:" }
    return
      ([line(columns.map { Markdown.escaped($0.title) }), line(rules)]
      + rows.map { line($0.map(Markdown.escaped)) })
      .joined(separator: "\n") + "\n"
  }
}

/// Text as Markdown.
enum Markdown {
  /// The text with every character escaped that Markdown, its tables or HTML would act on.
  static func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(text.unicodeScalars)
    for (position, scalar) in characters.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "|", "`", "*", "[", "]", "~", "#", "$":
        result += "\\" + String(scalar)
      case "_":
        let isInside =
          position > 0 && position + 1 < characters.count
          && isWord(characters[position - 1]) && isWord(characters[position + 1])
        result += isInside ? "_" : "\\_"
      case "@":
        result += "&#64;"
      case ":":
        let opensLink =
          position + 2 < characters.count && characters[position + 1] == "/"
          && characters[position + 2] == "/"
        result += opensLink ? "&#58;" : ":"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A paragraph of code that nothing inside can end.
  static func codeBlock(_ text: String) -> String {
    var longest = 0
    var current = 0
    for character in text {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)sh\n\(text)\n\(fence)\n"
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
  }
}
