// SPDX-License-Identifier: Apache-2.0

/// How the capacity of the nodes in use is spent: taken, stranded, free.
struct UtilizationBar {
  let resource: String
  let position: Int
  let used: Double
  let stranded: Double

  var markup: String {
    var drawing = SVGDrawing(spanning: 18, kind: "level")
    let kind = "r\(position % 4)"
    drawing.stretch(from: 0, over: 100, height: 18, kind: "free \(kind)")
    drawing.stretch(from: 0, over: 100 * used, height: 18, kind: "used \(kind)")
    drawing.stretch(
      from: 100 * used, over: 100 * stranded, height: 18, kind: "stranded", fill: "url(#hatch)")
    return drawing.markup(
      title: "\(resource): \(Figures.percent(used)) used"
        + (stranded > 0 ? ", \(Figures.percent(stranded)) stranded" : ""))
  }
}
