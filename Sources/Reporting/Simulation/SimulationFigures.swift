// SPDX-License-Identifier: Apache-2.0

/// The figures of simulations as people read them.
enum SimulationFigures {
  /// Whether a figure is a share of something.
  static func isShare(_ name: String) -> Bool {
    ["cpu", "memory", "fragmentation"].contains { name.lowercased().hasPrefix($0) }
  }

  /// A value of a figure.
  static func text(_ value: Double?, of name: String) -> String {
    guard let value else { return "–" }
    return isShare(name) ? Figures.percent(value) : Figures.trimmed(value, decimals: 2)
  }

  /// A difference between two values of a figure, with its sign; of shares in percentage points.
  static func difference(_ value: Double, of name: String) -> String {
    let isShare = isShare(name)
    let text =
      isShare
      ? Figures.fixed(value * 100, decimals: 1) : Figures.trimmed(value, decimals: 2)
    let isNothing = text.allSatisfy { "0.".contains($0) }
    return (value > 0 && !isNothing ? "+" : "") + text + (isShare ? " points" : "")
  }

  /// The mean of a figure over the runs that have it; `nil` where none has.
  static func mean(_ name: String, of runs: [SimulationRun]) -> Double? {
    let values = runs.compactMap { $0.figure(name) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// A moment of virtual time.
  static func moment(_ seconds: Double) -> String {
    seconds < 60 ? Figures.trimmed(seconds, decimals: 3) + " s" : Figures.duration(seconds)
  }
}
