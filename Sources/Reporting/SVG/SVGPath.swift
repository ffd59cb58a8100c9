// SPDX-License-Identifier: Apache-2.0

/// The data of a path, put together point by point.
struct SVGPath {
  private(set) var data = ""

  var isEmpty: Bool { data.isEmpty }

  /// Begins a line at a point.
  mutating func move(x: Double, y: Double) {
    data += "M\(SVGDrawing.digits(x)) \(SVGDrawing.digits(y))"
  }

  /// Goes on straight to a point.
  mutating func line(x: Double, y: Double) {
    data += "L\(SVGDrawing.digits(x)) \(SVGDrawing.digits(y))"
  }

  /// Goes on horizontally.
  mutating func across(to x: Double) {
    data += "H\(SVGDrawing.digits(x))"
  }

  /// Goes on vertically.
  mutating func down(to y: Double) {
    data += "V\(SVGDrawing.digits(y))"
  }
}
