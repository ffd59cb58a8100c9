// SPDX-License-Identifier: Apache-2.0

/// A figure over virtual time: one line a scheduler, or one a figure.
struct TimePlot {
  /// One line, which keeps a value until the next.
  struct Line {
    var name: String
    var colour: Int
    var times: [Double]
    var values: [Double]
    /// The least and the greatest over several seeds, where there are several.
    var range: (low: [Double], high: [Double])?
  }

  /// A moment at which something was done or broke.
  struct Mark {
    var seconds: Double
    var isFault: Bool
  }

  static let width = 400.0
  static let height = 176.0
  /// Where the plot begins and ends.
  static let left = 44.0
  static let right = 390.0
  private static let top = 12.0
  private static let bottom = 152.0

  let lines: [Line]
  let marks: [Mark]
  let horizon: Double
  /// Whether values are shares, shown in percent.
  let isShare: Bool
  private let axis: CostAxis

  init(_ lines: [Line], marks: [Mark], horizon: Double, isShare: Bool) {
    (self.lines, self.marks, self.isShare) = (lines, marks, isShare)
    self.horizon = max(horizon, 1e-3)
    let greatest = lines.flatMap { $0.range?.high ?? $0.values }.filter(\.isFinite).max() ?? 0
    axis = CostAxis(from: 0, to: max(1, greatest * (isShare ? 100 : 1)), mostTicks: 5)
  }

  /// The drawing.
  func markup(title: String) -> String {
    var drawing = SVGDrawing(width: Self.width, height: Self.height, kind: "plot time")
    drawAxes(in: &drawing)
    drawMarks(in: &drawing)
    for line in lines.reversed() {
      if let range = line.range { fill(line, range, in: &drawing) }
    }
    for line in lines.reversed() {
      drawing.path(path(line.times, line.values), kind: "r\(line.colour % 6)")
    }
    // The script moves it to the moment that is replayed.
    drawing.rectangle(
      x: Self.left, y: Self.top, width: 1, height: Self.bottom - Self.top, kind: "now")
    return drawing.markup(title: title, description: lines.map(sentence).joined(separator: " "))
  }

  private func sentence(on line: Line) -> String {
    func text(_ value: Double) -> String {
      isShare ? Figures.percent(value) : Figures.trimmed(value, decimals: 2)
    }
    guard let last = line.values.last, let least = line.values.min(),
      let most = line.values.max()
    else { return "\(line.name): nothing." }
    return "\(line.name): from \(text(least)) to \(text(most)), at the end \(text(last))."
  }

  private func x(_ seconds: Double) -> Double {
    let exact = Self.left + (Self.right - Self.left) * min(1, max(0, seconds / horizon))
    return (exact * 2).rounded() / 2
  }

  private func y(_ value: Double) -> Double {
    let exact =
      Self.bottom
      - (Self.bottom - Self.top) * min(1, max(0, axis.position(value * (isShare ? 100 : 1))))
    return (exact * 4).rounded() / 4
  }

  // MARK: Axes

  private func drawAxes(in drawing: inout SVGDrawing) {
    for tick in axis.ticks {
      let place =
        Self.bottom - (Self.bottom - Self.top) * min(1, max(0, axis.position(Double(tick))))
      drawing.rectangle(
        x: Self.left, y: place, width: Self.right - Self.left, height: 1, kind: "grid")
      drawing.text(
        Figures.grouped(tick) + (isShare ? " %" : ""), x: Self.left - 6, y: place + 4,
        kind: "mark end")
    }
    drawing.rectangle(
      x: Self.left, y: Self.bottom, width: Self.right - Self.left, height: 1, kind: "axis")
    let step = Self.step(for: horizon)
    for number in 0... {
      let seconds = Double(number) * step.seconds
      guard seconds <= horizon * 1.0001 else { break }
      drawing.rectangle(x: x(seconds), y: Self.bottom, width: 1, height: 4, kind: "axis")
      let label = Figures.trimmed(seconds / step.unit, decimals: 3)
      drawing.text(
        number == 0 ? "0" : "\(label) \(step.name)", x: x(seconds), y: Self.bottom + 17,
        kind: x(seconds) > Self.right - 16 ? "mark end" : "mark middle")
    }
  }

  /// How far ticks lie apart, so that there are at most six.
  private static func step(
    for horizon: Double
  ) -> (seconds: Double, unit: Double, name: String) {
    let units: [(unit: Double, name: String, steps: [Double])] = [
      (0.001, "ms", [1, 2, 5, 10, 20, 50, 100, 200, 500]), (1, "s", [1, 2, 5, 10, 15, 30]),
      (60, "min", [1, 2, 5, 10, 15, 30]), (3_600, "h", [1, 2, 3, 6, 12]),
      (86_400, "d", [1, 2, 7, 14, 28, 91, 182, 365]),
    ]
    for (unit, name, steps) in units {
      for step in steps where horizon / (step * unit) <= 5 { return (step * unit, unit, name) }
    }
    return ((horizon / 86_400 / 4).rounded(.up) * 86_400, 86_400, "d")
  }

  private func drawMarks(in drawing: inout SVGDrawing) {
    var taken: Set<Double> = []
    for mark in marks where mark.seconds <= horizon {
      let place = x(mark.seconds)
      guard taken.insert(mark.isFault ? -place : place).inserted else { continue }
      drawing.rectangle(
        x: place - (mark.isFault ? 1 : 0.5), y: Self.top - 8, width: mark.isFault ? 2 : 1,
        height: Self.bottom - Self.top + 8,
        kind: mark.isFault ? "event fault" : "event action")
    }
  }

  // MARK: Lines

  private func path(_ times: [Double], _ values: [Double]) -> SVGPath {
    var path = SVGPath()
    var pen: (x: Double, y: Double)?
    for column in columns(times, values) {
      guard let last = pen else {
        path.move(x: column.x, y: column.ys[0])
        pen = (column.x, column.ys[0])
        for y in column.ys.dropFirst() { path.down(to: y) }
        pen?.y = column.ys[column.ys.count - 1]
        continue
      }
      guard column.ys != [last.y] else { continue }
      path.across(to: column.x)
      for y in column.ys { path.down(to: y) }
      pen = (column.x, column.ys[column.ys.count - 1])
    }
    if let last = pen, let end = times.last, x(end) > last.x { path.across(to: x(end)) }
    return path
  }

  /// The heights that a line has at each place: of many at one place the least, the greatest and
  /// the last.
  private func columns(_ times: [Double], _ values: [Double]) -> [(x: Double, ys: [Double])] {
    var columns: [(x: Double, ys: [Double])] = []
    for (time, value) in zip(times, values) {
      let (x, y) = (x(time), y(value))
      guard let last = columns.last, last.x == x else {
        columns.append((x, [y]))
        continue
      }
      let all = last.ys + [y]
      var ys: [Double] = []
      for y in [all.min() ?? y, all.max() ?? y, y] where ys.last != y { ys.append(y) }
      columns[columns.count - 1].ys = ys
    }
    return columns
  }

  /// Tints what lies between the least and the greatest over the seeds.
  private func fill(
    _ line: Line, _ range: (low: [Double], high: [Double]), in drawing: inout SVGDrawing
  ) {
    let high = columns(line.times, range.high)
    let low = columns(line.times, range.low)
    guard let first = high.first, high.count > 1, high.count == low.count else { return }
    var path = SVGPath()
    path.move(x: first.x, y: first.ys.min() ?? 0)
    for column in high.dropFirst() {
      path.across(to: column.x)
      path.down(to: column.ys.min() ?? 0)
    }
    for (index, column) in low.enumerated().reversed() {
      path.down(to: (index > 0 ? low[index - 1] : column).ys.max() ?? 0)
      if index > 0 { path.across(to: low[index - 1].x) }
    }
    drawing.path(path, kind: "between r\(line.colour % 6)")
  }
}
