// SPDX-License-Identifier: Apache-2.0

import Rainbow

/// Colours text for a terminal, or leaves it alone.
///
/// Only Rainbow's codes are used: its own switch looks at the process's standard output, while
/// here the caller has decided.
struct Ink: Sendable {
  /// What a piece of text is.
  enum Role: Sendable, Hashable {
    case plain, title, heading, best, warning, quiet

    init(_ tone: Grid.Tone) {
      self =
        switch tone {
        case .plain: .plain
        case .best: .best
        case .warning: .warning
        case .quiet: .quiet
        }
    }
  }

  let isOn: Bool

  func apply(_ role: Role, to text: String) -> String {
    guard isOn, !text.isEmpty else { return text }
    let codes: [UInt8] =
      switch role {
      case .plain: []
      case .title: Style.bold.value
      case .heading: Style.underline.value
      case .best: NamedColor.green.value + Style.bold.value
      case .warning: NamedColor.red.value
      case .quiet: Style.dim.value
      }
    guard !codes.isEmpty else { return text }
    let list = codes.map { String($0) }.joined(separator: ";")
    return "\u{1B}[\(list)m\(text)\u{1B}[0m"
  }
}
