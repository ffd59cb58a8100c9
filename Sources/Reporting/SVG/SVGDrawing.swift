// SPDX-License-Identifier: Apache-2.0

/// A drawing, put together element by element.
///
/// Colours come from the classes that the page's style sheet knows, so one drawing serves light,
/// dark and print.
struct SVGDrawing {
  private let opening: String
  private var body = ""

  /// Starts a drawing that is scaled as a whole.
  init(width: Double, height: Double, kind: String) {
    opening =
      "<svg class=\"\(kind)\" role=\"img\" viewBox=\"0 0 \(SVGDrawing.digits(width))"
      + " \(SVGDrawing.digits(height))\" width=\"\(SVGDrawing.digits(width))\""
      + " height=\"\(SVGDrawing.digits(height))\">"
  }

  /// Starts a drawing that fills the width of its place; its content is stretched to it.
  init(stretching width: Double, height: Double, kind: String) {
    opening =
      "<svg class=\"\(kind)\" role=\"img\" viewBox=\"0 0 \(SVGDrawing.digits(width))"
      + " \(SVGDrawing.digits(height))\" preserveAspectRatio=\"none\">"
  }

  /// Starts a drawing that fills the width of its place and keeps its height; lengths along it
  /// are percentages.
  init(spanning height: Double, kind: String) {
    opening =
      "<svg class=\"\(kind)\" role=\"img\" width=\"100%\" height=\"\(SVGDrawing.digits(height))\">"
  }

  /// Adds a stretch of a spanning drawing, from one percentage over so many.
  mutating func stretch(
    from start: Double, over length: Double, height: Double, kind: String, fill: String? = nil
  ) {
    guard length > 0 else { return }
    body +=
      "<rect class=\"\(kind)\" x=\"\(SVGDrawing.digits(start))%\" y=\"0\""
      + " width=\"\(SVGDrawing.digits(length))%\" height=\"\(SVGDrawing.digits(height))\""
      + (fill.map { " fill=\"\($0)\"" } ?? "") + "/>"
  }

  /// Adds a rectangle; one without area adds nothing.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, kind: String, fill: String? = nil
  ) {
    guard width > 0, height > 0 else { return }
    body +=
      "<rect class=\"\(kind)\" x=\"\(SVGDrawing.digits(x))\" y=\"\(SVGDrawing.digits(y))\""
      + " width=\"\(SVGDrawing.digits(width))\" height=\"\(SVGDrawing.digits(height))\""
      + (fill.map { " fill=\"\($0)\"" } ?? "") + "/>"
  }

  /// Adds a path of lines.
  mutating func path(_ path: SVGPath, kind: String) {
    guard !path.isEmpty else { return }
    body += "<path class=\"\(kind)\" d=\"\(path.data)\"/>"
  }

  /// Adds a disc.
  mutating func disc(x: Double, y: Double, radius: Double, kind: String) {
    body +=
      "<circle class=\"\(kind)\" cx=\"\(SVGDrawing.digits(x))\" cy=\"\(SVGDrawing.digits(y))\""
      + " r=\"\(SVGDrawing.digits(radius))\"/>"
  }

  /// Adds a line of text, the first part of it strong; the style sheet says how it is aligned.
  mutating func text(strong: String = "", _ text: String, x: Double, y: Double, kind: String) {
    body +=
      "<text class=\"\(kind)\" x=\"\(SVGDrawing.digits(x))\" y=\"\(SVGDrawing.digits(y))\">"
      + (strong.isEmpty ? "" : "<tspan class=\"strong\">\(SVGDrawing.escaped(strong))</tspan>")
      + "\(SVGDrawing.escaped(text))</text>"
  }

  /// Adds what is drawn meanwhile, cut off at the edges of a rectangle.
  mutating func clip(
    x: Double, y: Double, width: Double, height: Double, _ draw: (inout SVGDrawing) -> Void
  ) {
    let place = [("x", x), ("y", y), ("width", width), ("height", height)]
      .map { "\($0)=\"\(SVGDrawing.digits($1))\"" }.joined(separator: " ")
    let view = [x, y, width, height].map(SVGDrawing.digits).joined(separator: " ")
    body += "<svg \(place) viewBox=\"\(view)\" aria-hidden=\"true\">"
    draw(&self)
    body += "</svg>"
  }

  /// The finished drawing.
  ///
  /// Its title is the text alternative, and what a pointer shows; a description says more where a
  /// title is not enough.
  func markup(title: String, description: String? = nil) -> String {
    opening + "<title>\(SVGDrawing.escaped(title))</title>"
      + (description.map { "<desc>\(SVGDrawing.escaped($0))</desc>" } ?? "") + body + "</svg>"
  }

  /// The hatching that other drawings of the page fill stranded capacity with.
  static let patterns =
    "<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
    + "<pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\""
    + " patternTransform=\"rotate(45)\"><rect class=\"hatch\" width=\"1.6\" height=\"4\"/>"
    + "</pattern></defs></svg>"

  /// A length with at most two decimals.
  static func digits(_ number: Double) -> String {
    let hundredths = (number * 100).rounded() / 100
    return DocumentValue.digits(of: hundredths)
  }

  /// Text as it may stand between tags and in attributes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
