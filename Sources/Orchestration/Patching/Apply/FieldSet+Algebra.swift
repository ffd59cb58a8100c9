// SPDX-License-Identifier: Apache-2.0

extension FieldSet {
  /// The fields that are in one of two sets.
  ///
  /// - Complexity: Linear in the number of fields.
  package func union(_ other: FieldSet) -> FieldSet {
    if other.isEmpty { return self }
    if isEmpty { return other }
    var result: [Node] = []
    result.reserveCapacity(max(nodes.count, other.nodes.count))
    zip(other) { left, right in
      guard let left, let right else {
        if let node = left ?? right { result.append(node) }
        return
      }
      result.append(
        Node(
          element: left.element, isMember: left.isMember || right.isMember,
          children: left.children.union(right.children)))
    }
    return FieldSet(ascending: result)
  }

  /// The fields that are in both sets.
  ///
  /// - Complexity: Linear in the number of fields.
  package func intersection(_ other: FieldSet) -> FieldSet {
    var result: [Node] = []
    zip(other) { left, right in
      guard let left, let right else { return }
      let node = Node(
        element: left.element, isMember: left.isMember && right.isMember,
        children: left.children.intersection(right.children))
      if !node.isEmpty { result.append(node) }
    }
    return FieldSet(ascending: result)
  }

  /// The fields that are not in another set; those inside a field of the other set stay.
  ///
  /// - Complexity: Linear in the number of fields.
  package func subtracting(_ other: FieldSet) -> FieldSet {
    if other.isEmpty { return self }
    var result: [Node] = []
    zip(other) { left, right in
      guard let left else { return }
      guard let right else {
        result.append(left)
        return
      }
      let node = Node(
        element: left.element, isMember: left.isMember && !right.isMember,
        children: left.children.subtracting(right.children))
      if !node.isEmpty { result.append(node) }
    }
    return FieldSet(ascending: result)
  }

  /// The fields that neither are in another set nor inside one of its fields.
  ///
  /// - Complexity: Linear in the number of fields.
  package func subtractingInside(_ other: FieldSet) -> FieldSet {
    if other.isEmpty { return self }
    var result: [Node] = []
    zip(other) { left, right in
      guard let left else { return }
      guard let right else {
        result.append(left)
        return
      }
      if right.isMember { return }
      let node = Node(
        element: left.element, isMember: left.isMember,
        children: left.children.subtractingInside(right.children))
      if !node.isEmpty { result.append(node) }
    }
    return FieldSet(ascending: result)
  }

  /// Walks two sets side by side, in ascending order.
  private func zip(_ other: FieldSet, _ visit: (Node?, Node?) -> Void) {
    var (left, right) = (0, 0)
    while left < nodes.count || right < other.nodes.count {
      if left == nodes.count {
        visit(nil, other.nodes[right])
        right += 1
      } else if right == other.nodes.count {
        visit(nodes[left], nil)
        left += 1
      } else {
        let order = nodes[left].element.order(to: other.nodes[right].element)
        visit(order <= 0 ? nodes[left] : nil, order >= 0 ? other.nodes[right] : nil)
        if order <= 0 { left += 1 }
        if order >= 0 { right += 1 }
      }
    }
  }
}
