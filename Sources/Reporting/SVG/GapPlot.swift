// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What runs had found and proven at which time.
///
/// For each run the cost of its best packing is a line that steps down, and its bound a dashed one
/// that steps up. Where they meet is the proof.
struct GapPlot {
  /// One run.
  struct Curve {
    var strategy: String
    /// Which colour it has; that of its strategy.
    var colour: Int
    var events: [TraceEvent]
    /// Whether its name stands beside it; of a strategy's runs only the best has one.
    var isNamed: Bool
  }

  /// How much room there is.
  struct Size {
    var width: Double
    var height: Double
    /// What is left free for labels: of costs on the left, of lines on the right.
    var left: Double
    var right: Double
    /// The height of a line of text.
    var line: Double
    /// The most characters of a name.
    var name: Int
    var kind: String

    /// For a page on a desk or on paper.
    static let wide = Size(
      width: 1000, height: 330, left: 62, right: 196, line: 17, name: 22, kind: "plot wide")
    /// For a phone.
    static let compact = Size(
      width: 360, height: 330, left: 44, right: 110, line: 14, name: 14, kind: "plot compact")
  }

  let curves: [Curve]
  let size: Size
  /// What the costs count, such as `nodes`.
  let unit: String

  private let times: TimeAxis
  private let costs: CostAxis

  /// A plot of curves that have times; `nil` if there is nothing to draw.
  init?(_ curves: [Curve], unit: String, size: Size) {
    let events = curves.flatMap(\.events)
    let moments = events.compactMap(\.seconds).filter(\.isFinite)
    guard let earliest = moments.min(), let latest = moments.max(),
      let range = GapPlot.range(of: curves)
    else { return nil }
    self.curves = curves
    self.size = size
    self.unit = unit
    times = TimeAxis(from: earliest, to: latest)
    costs = CostAxis(from: range.low, to: range.high, mostTicks: 6)
  }

  /// The costs that are shown: early ones far from the last are not, so that those have room.
  private static func range(of curves: [Curve]) -> (low: Double, high: Double)? {
    let events = curves.flatMap(\.events)
    let found = events.compactMap { $0.cost.map(Double.init) }
    let proven = events.compactMap { $0.bound.map(Double.init) }
    let ends = curves.compactMap(\.events.last).flatMap { [$0.cost, $0.bound] }
      .compactMap { $0.map(Double.init) }
    guard let bottom = ends.min(), let top = ends.max() else { return nil }
    let high = max(top, min(found.max() ?? top, top + max(4 * (top - bottom), top)))
    let room = max(2 * (high - bottom), bottom / 2)
    return (min(bottom, max(proven.min() ?? bottom, bottom - room)), high)
  }

  func markup(title: String, description: String) -> String {
    var drawing = SVGDrawing(width: size.width, height: size.height, kind: size.kind)
    drawAxes(in: &drawing)
    drawing.clip(x: left, y: top, width: right - left, height: bottom - top) { inner in
      // The best run is the first and is drawn last, above all others.
      if let best = curves.first { fill(best, in: &inner) }
      for curve in curves.reversed() { draw(curve, in: &inner) }
    }
    drawLabels(in: &drawing)
    for curve in curves.reversed() {
      guard let proof = curve.events.first(where: \.isProven), let cost = proof.cost else {
        continue
      }
      drawing.disc(x: x(proof), y: y(cost), radius: 4.5, kind: "proof r\(curve.colour)")
    }
    return drawing.markup(title: title, description: description)
  }
}

// MARK: - Where things lie

extension GapPlot {
  var left: Double { size.left }
  var right: Double { size.width - size.right }
  var top: Double { 2 * size.line }
  var bottom: Double { size.height - 1.8 * size.line }

  func x(_ event: TraceEvent) -> Double {
    // Half a unit is less than the thickness of a line, so finer steps would not be seen.
    let exact = left + (right - left) * times.position(event.seconds ?? 0)
    return (exact * 2).rounded() / 2
  }

  func y(_ cost: Int64) -> Double {
    let exact = bottom - (bottom - top) * costs.position(Double(cost))
    // What lies outside is cut off; it need not lie far outside.
    return min(bottom + 20, max(top - 20, exact))
  }
}

// MARK: - Axes

extension GapPlot {
  fileprivate func drawAxes(in drawing: inout SVGDrawing) {
    drawing.text(unit, x: left - 8, y: size.line, kind: "mark end")
    for tick in costs.ticks {
      drawing.rectangle(x: left, y: y(tick), width: right - left, height: 1, kind: "grid")
      drawing.text(
        Figures.grouped(tick), x: left - 8, y: y(tick) + size.line * 0.3, kind: "mark end")
    }
    drawing.rectangle(x: left, y: bottom, width: right - left, height: 1, kind: "axis")
    let baseline = bottom + size.line * 1.25
    let end = Figures.duration(times.last)
    var room = right - Double(end.count) * size.line * 0.5
    drawing.rectangle(x: right, y: bottom, width: 1, height: 5, kind: "axis")
    drawing.text(end, x: right, y: baseline, kind: "mark end")
    for tick in times.ticks.reversed() {
      let place = left + (right - left) * times.position(tick.seconds)
      drawing.rectangle(x: place, y: bottom, width: 1, height: 5, kind: "axis")
      let half = Double(tick.label.count) * size.line * 0.25
      guard place + half + size.line / 2 <= room else { continue }
      drawing.text(tick.label, x: place, y: baseline, kind: "mark middle")
      room = place - half
    }
  }
}

// MARK: - Curves

extension GapPlot {
  fileprivate func draw(_ curve: Curve, in drawing: inout SVGDrawing) {
    let kind = "r\(curve.colour)\(curve.isNamed ? "" : " faint")"
    drawing.path(steps(of: curve.events, \.bound), kind: "bound \(kind)")
    drawing.path(steps(of: curve.events, \.cost), kind: "incumbent \(kind)")
  }

  private func steps(of events: [TraceEvent], _ value: (TraceEvent) -> Int64?) -> SVGPath {
    var path = SVGPath()
    var pen: (x: Double, y: Double)?
    for (position, event) in events.enumerated() {
      guard let value = value(event) else { continue }
      let next = (x: x(event), y: y(value))
      // Of steps at one place only the last counts.
      if position + 1 < events.count, x(events[position + 1]) == next.x { continue }
      guard let last = pen else {
        path.move(x: next.x, y: next.y)
        pen = next
        continue
      }
      guard next.y != last.y || position + 1 == events.count else { continue }
      path.across(to: next.x)
      if next.y != last.y { path.down(to: next.y) }
      pen = next
    }
    return path
  }

  /// Tints what lies between the line of the packing and that of the bound.
  fileprivate func fill(_ curve: Curve, in drawing: inout SVGDrawing) {
    var path = SVGPath()
    var corners: [(x: Double, top: Double, bottom: Double)] = []
    for event in curve.events {
      guard let cost = event.cost, let bound = event.bound else { continue }
      let corner = (x: x(event), top: y(cost), bottom: y(bound))
      if corners.last?.x == corner.x { corners.removeLast() }
      corners.append(corner)
    }
    guard let first = corners.first, corners.count > 1 else { return }
    path.move(x: first.x, y: first.top)
    for corner in corners.dropFirst() {
      path.across(to: corner.x)
      path.down(to: corner.top)
    }
    for corner in corners.dropLast().reversed() {
      path.down(to: corner.bottom)
      path.across(to: corner.x)
    }
    drawing.path(path, kind: "between r\(curve.colour)")
  }
}
