// SPDX-License-Identifier: Apache-2.0

/// Small pieces of sentences.
package enum Phrases {
  /// A number with its noun: `1 item`, `2 items`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(Figures.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A list as a sentence has it: `a`, `a and b`, `a, b and 3 more`.
  static func list(_ parts: [String], limit: Int = 3) -> String {
    if parts.count > limit {
      return parts.prefix(limit).joined(separator: ", ") + " and \(parts.count - limit) more"
    }
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A sentence with a capital at its start and a full stop at its end.
  static func sentence(_ text: String) -> String {
    guard let first = text.first else { return "" }
    let ends = text.last == "." || text.last == "!" || text.last == "?"
    return first.uppercased() + text.dropFirst() + (ends ? "" : ".")
  }
}
