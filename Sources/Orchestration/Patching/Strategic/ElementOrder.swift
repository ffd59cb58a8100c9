// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Where the elements of a list stand.
struct ElementPositions {
  /// The field that tells elements apart; `nil` for plain values.
  private let key: String?
  private let names: [Value?]
  /// For lists that are not short.
  private let table: [Value: Int]?

  init(_ elements: [Value], key: String?) {
    self.key = key
    names = elements.map { $0.name(key) }
    guard names.count > 16 else {
      table = nil
      return
    }
    var table: [Value: Int] = [:]
    for (index, name) in names.enumerated() {
      if let name, table[name] == nil { table[name] = index }
    }
    self.table = table
  }

  /// The first element of the same name.
  func position(of element: Value) -> Int? {
    guard let name = element.name(key) else { return nil }
    if let table { return table[name] }
    return names.firstIndex { $0 == name }
  }
}

extension Value {
  /// What tells an element of a list apart from the others: itself, or its field `key`.
  func name(_ key: String?) -> Value? {
    guard let key else { return self }
    guard case .object(let fields) = self else { return nil }
    return fields[key]
  }
}

/// Puts the elements of a merged list into the order that a patch asks for.
///
/// Elements that the order names come in this order. Each of the others comes before the first of
/// them that is behind it in the server's list, as far as that leaves either order as it is
/// (apimachinery/pkg/util/strategicpatch).
///
/// - Parameters:
///   - elements: The elements, those of the server in the server's order.
///   - order: The elements' names, or elements with these names, in the order asked for.
///   - server: The list before it was merged.
///   - key: The field that tells elements apart; `nil` for plain values.
/// - Returns: The elements in order.
func orderedElements(
  _ elements: [Value], by order: [Value], server: [Value], key: String?
) -> [Value] {
  let asked = ElementPositions(order, key: key)
  let present = ElementPositions(server, key: key)
  var named: [(position: Int, element: Value)] = []
  var others: [Value] = []
  for element in elements {
    if let position = asked.position(of: element) {
      named.append((position, element))
    } else {
      others.append(element)
    }
  }
  if !zip(named, named.dropFirst()).allSatisfy({ $0.position <= $1.position }) {
    let sorted = named.indices.sorted { (named[$0].position, $0) < (named[$1].position, $1) }
    named = sorted.map { named[$0] }
  }
  if others.isEmpty { return named.map(\.element) }
  let namedPositions = named.map { present.position(of: $0.element) }
  let otherPositions = others.map { present.position(of: $0) }
  var result: [Value] = []
  result.reserveCapacity(elements.count)
  var (next, other) = (0, 0)
  while next < named.count || other < others.count {
    let comesFirst: Bool
    if next == named.count {
      comesFirst = true
    } else if other < others.count, let left = otherPositions[other],
      let right = namedPositions[next]
    {
      comesFirst = left < right
    } else {
      comesFirst = false
    }
    if comesFirst {
      result.append(others[other])
      other += 1
    } else {
      result.append(named[next].element)
      next += 1
    }
  }
  return result
}
