// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// The words at the ends of the lines.
extension GapPlot {
  /// Words beside the end of a line.
  private struct Label {
    /// What stands out.
    var strong = ""
    var text: String
    /// Where the line ends.
    var x: Double
    var y: Double
    var kind: String
    var height: Double
  }

  /// At most so many strategies are named.
  private static let mostNames = 6

  func drawLabels(in drawing: inout SVGDrawing) {
    let labels = labels
    let places = GapPlot.spread(
      labels.map { ($0.y, $0.height) }, from: size.line / 2, to: bottom)
    for (label, place) in zip(labels, places) {
      draw(label, at: place, in: &drawing)
    }
  }

  private var labels: [Label] {
    let named = Array(curves.filter(\.isNamed).prefix(GapPlot.mostNames))
    var labels: [Label] = []
    for curve in named {
      guard let end = curve.events.last, let cost = end.cost else { continue }
      let value = Figures.grouped(cost) + (end.isProven ? ", proven" : "")
      labels.append(
        Label(
          strong: DisplayText.truncated(curve.strategy, to: size.name), text: value, x: x(end),
          y: y(cost), kind: "r\(curve.colour)", height: size.line * (isNarrow ? 2 : 1)))
    }
    var bounds: [(bound: Int64, end: TraceEvent, colours: [Int])] = []
    for curve in named {
      guard let end = curve.events.last, !end.isProven, let bound = end.bound else { continue }
      if let known = bounds.firstIndex(where: { $0.bound == bound }) {
        bounds[known].colours.append(curve.colour)
      } else {
        bounds.append((bound, end, [curve.colour]))
      }
    }
    for (bound, end, colours) in bounds {
      labels.append(
        Label(
          text: "bound \(Figures.grouped(bound))", x: x(end), y: y(bound),
          kind: colours.count == 1 ? "r\(colours[0])" : "", height: size.line))
    }
    return labels
  }

  /// Whether names and values stand in lines of their own.
  private var isNarrow: Bool { size.right < 120 }

  private func draw(_ label: Label, at place: Double, in drawing: inout SVGDrawing) {
    let start = right + 12
    if label.x < right - 2 || (place - label.y).magnitude > 1 {
      var lead = SVGPath()
      lead.move(x: label.x, y: label.y)
      lead.across(to: right)
      lead.line(x: start - 3, y: place)
      drawing.path(lead, kind: "lead \(label.kind)")
    }
    let baseline = place + size.line * 0.3
    if isNarrow, !label.strong.isEmpty {
      drawing.text(
        strong: label.strong, "", x: start, y: baseline - size.line / 2,
        kind: "name \(label.kind)")
      drawing.text(label.text, x: start, y: baseline + size.line / 2, kind: "name \(label.kind)")
    } else {
      let gap = label.strong.isEmpty ? "" : " "
      drawing.text(
        strong: label.strong, gap + label.text, x: start, y: baseline, kind: "name \(label.kind)")
    }
  }

  /// Moves what would overlap apart, as little as possible, in the same order.
  ///
  /// - Parameters:
  ///   - wishes: Where the centre of each is to be, and its height.
  ///   - top: What none goes above, if there is room for all.
  ///   - bottom: What none goes below.
  /// - Returns: The centre of each.
  static func spread(
    _ wishes: [(centre: Double, height: Double)], from top: Double, to bottom: Double
  ) -> [Double] {
    let order = wishes.indices.sorted {
      (wishes[$0].centre, $0) < (wishes[$1].centre, $1)
    }
    var centres = wishes.map(\.centre)
    var end = top
    for index in order {
      let half = wishes[index].height / 2
      centres[index] = max(centres[index], end + half)
      end = centres[index] + half
    }
    var start = bottom
    for index in order.reversed() {
      let half = wishes[index].height / 2
      centres[index] = min(centres[index], start - half)
      start = centres[index] - half
    }
    return centres
  }
}
