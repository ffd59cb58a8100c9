// SPDX-License-Identifier: Apache-2.0

/// Collects the lines of a text for a terminal.
struct TextLayout {
  let style: TerminalStyle
  let isWide: Bool
  private(set) var text = ""

  init(style: TerminalStyle, isWide: Bool) {
    self.style = style
    self.isWide = isWide
  }

  private var ink: Ink { Ink(isOn: style.colour) }

  /// Adds a paragraph, broken into lines that fit.
  mutating func add(_ paragraph: String, role: Ink.Role = .plain, indent: Int = 0) {
    let lines =
      isWide ? [paragraph] : DisplayText.wrapped(paragraph, to: style.width, indent: indent)
    for line in lines { text += ink.apply(role, to: line) + "\n" }
  }

  /// Adds a label and a paragraph beside it, whose further lines begin where its first does.
  mutating func add(_ label: String, then paragraph: String) {
    let start = DisplayText.width(label)
    let lines = DisplayText.wrapped(paragraph, to: style.width - start)
    guard let first = lines.first else { return }
    text += label + first + "\n"
    for line in lines.dropFirst() { text += String(repeating: " ", count: start) + line + "\n" }
  }

  /// Adds a table.
  mutating func add(_ grid: Grid) {
    for line in grid.lines(width: isWide ? nil : style.width, ink: ink) { text += line + "\n" }
  }

  /// Adds an empty line, unless the text has just begun.
  mutating func skip() {
    if !text.isEmpty { text += "\n" }
  }
}
