// SPDX-License-Identifier: Apache-2.0

import Yams

extension DocumentValue {
  /// The value as YAML.
  var yaml: String {
    do {
      return try Yams.serialize(node: node, width: -1, allowUnicode: false)
    } catch {
      preconditionFailure("a document always has a form in YAML: \(error)")
    }
  }

  private var node: Node {
    switch self {
    case .null: Node("null", Tag(.implicit))
    case .bool(let flag): Node(flag ? "true" : "false", Tag(.implicit))
    case .integer(let number): Node(String(number), Tag(.implicit))
    case .unsigned(let number): Node(String(number), Tag(.implicit))
    case .number(let number): Node(DocumentValue.digits(of: number), Tag(.implicit))
    case .string(let text): DocumentValue.node(of: text)
    case .array(let values):
      Node(values.map(\.node), Tag(.seq), values.isEmpty ? .flow : .block)
    case .object(let fields):
      Node(
        fields.map { (DocumentValue.node(of: $0.name), $0.value.node) }, Tag(.map),
        fields.isEmpty ? .flow : .block)
    }
  }

  /// Text that could be read as something else, such as `no` or `12`, stands in quotes.
  private static func node(of text: String) -> Node {
    let plain = Node.Scalar(text)
    let isWord = text.unicodeScalars.first.map(\.properties.isAlphabetic) ?? false
    let isPlain = isWord && Resolver.default.resolveTag(of: .scalar(plain)) == .str
    return .scalar(isPlain ? plain : Node.Scalar(text, Tag(.str), .singleQuoted))
  }
}
