// SPDX-License-Identifier: Apache-2.0

/// How the capacity of the nodes in use is spent: taken, stranded, free.
struct UtilizationBar {
  let resource: String
  let position: Int
  let used: Double
  let stranded: Double

  var markup: String {
    var drawing = SVGDrawing(stretching: 100, height: 10, kind: "level")
    let kind = "r\(position % 4)"
    drawing.rectangle(x: 0, y: 0, width: 100, height: 10, kind: "free \(kind)")
    drawing.rectangle(x: 0, y: 0, width: 100 * used, height: 10, kind: "used \(kind)")
    drawing.rectangle(
      x: 100 * used, y: 0, width: 100 * stranded, height: 10, kind: "stranded", fill: "url(#hatch)")
    return drawing.markup(
      title: "\(resource): \(Figures.percent(used)) used"
        + (stranded > 0 ? ", \(Figures.percent(stranded)) stranded" : ""))
  }
}
