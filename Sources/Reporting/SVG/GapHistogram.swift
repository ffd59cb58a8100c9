// SPDX-License-Identifier: Apache-2.0

/// Gaps as a small histogram on a scale from zero to the largest gap of the page, with a line at
/// the median.
struct GapHistogram {
  let gaps: [Double]
  let largest: Double
  let title: String

  private static let bins = 40

  var markup: String {
    var drawing = SVGDrawing(width: 164, height: 22, kind: "histogram")
    drawing.rectangle(x: 0, y: 21, width: 164, height: 1, kind: "axis")
    var counts = Array(repeating: 0, count: GapHistogram.bins)
    for gap in gaps { counts[bin(of: gap)] += 1 }
    let most = Double(max(1, counts.max() ?? 1))
    for (position, count) in counts.enumerated() where count > 0 {
      let height = max(2, 19 * Double(count) / most)
      drawing.rectangle(
        x: Double(position) * 4 + 2, y: 21 - height, width: 3, height: height, kind: "column")
    }
    return drawing.markup(title: title)
  }

  private func bin(of gap: Double) -> Int {
    guard largest > 0, gap.isFinite else { return 0 }
    return min(GapHistogram.bins - 1, max(0, Int(gap / largest * Double(GapHistogram.bins))))
  }
}
