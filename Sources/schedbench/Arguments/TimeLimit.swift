// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A time limit as users write it: `2s`, `500ms`, `1m`, `1h`, or `none`.
struct TimeLimit: ExpressibleByArgument {
  /// The limit, or `nil` for none.
  var duration: Duration?

  /// What users write.
  var defaultValueDescription: String

  /// Reads a limit; its number is whole or has decimals and is above zero.
  init?(argument: String) {
    defaultValueDescription = argument
    if argument == "none" { return }
    let units: [(suffix: String, milliseconds: Double)] = [
      ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = Double(argument.dropLast(unit.suffix.count)),
      argument.dropLast(unit.suffix.count).utf8.allSatisfy({
        $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      })
    else { return nil }
    let milliseconds = number * unit.milliseconds
    guard milliseconds >= 1, milliseconds <= 1e12 else { return nil }
    duration = .milliseconds(Int64(milliseconds))
  }
}
