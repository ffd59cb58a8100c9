// SPDX-License-Identifier: Apache-2.0

/// The field names of the objects read so far, so that objects with the same names in the same
/// order share one list of them.
///
/// Each sequence of names is a node of a tree whose edges are names. While an object is read its
/// node moves down the tree. The name that followed last time is tried first, so that a name which
/// was expected costs one comparison of bytes.
struct ShapeTable: ~Copyable {
  /// The shape without names.
  static let root: Int32 = 0

  private struct Node {
    var parent: Int32
    var key: Int32
    var depth: Int32
    var latestChild: Int32 = -1
  }

  private struct Edge: Hashable {
    var node: Int32
    var key: Int32
  }

  private var keyBytes: [[UInt8]] = []
  private var keyNames: [String] = []
  private var keySlots: [Int32]
  private var nodes: [Node] = [Node(parent: -1, key: -1, depth: 0)]
  private var nameLists: [[String]] = [[]]
  private var children: [Edge: Int32] = [:]

  init() {
    keySlots = Array(repeating: -1, count: 1024)
  }

  /// How many shapes there are, complete ones and their beginnings.
  var count: Int { nodes.count }

  /// Forgets everything; shapes handed out before mean nothing any more.
  mutating func removeAll() { self = ShapeTable() }

  /// The shape that has one name more; `isNew` is set where no object had these names before.
  mutating func shape(
    after shape: Int32, adding name: UnsafeBufferPointer<UInt8>, isNew: inout Bool
  ) -> Int32 {
    let expected = nodes[Int(shape)].latestChild
    if expected >= 0, Self.equal(keyBytes[Int(nodes[Int(expected)].key)], name) { return expected }
    let key = intern(name)
    let edge = Edge(node: shape, key: key)
    let child: Int32
    if let known = children[edge] {
      child = known
    } else {
      child = Int32(nodes.count)
      nodes.append(Node(parent: shape, key: key, depth: nodes[Int(shape)].depth + 1))
      nameLists.append([])
      children[edge] = child
      isNew = true
    }
    nodes[Int(shape)].latestChild = child
    return child
  }

  /// The number of the name that a shape ends with.
  func key(of shape: Int32) -> Int32 { nodes[Int(shape)].key }

  /// The name that a shape ends with.
  func name(of shape: Int32) -> String { keyNames[Int(nodes[Int(shape)].key)] }

  /// How many names a shape has.
  func depth(of shape: Int32) -> Int32 { nodes[Int(shape)].depth }

  /// The shape without its last name.
  func parent(of shape: Int32) -> Int32 { nodes[Int(shape)].parent }

  /// Whether the last name of a shape stands before, too.
  ///
  /// - Complexity: Linear in the number of names.
  func repeatsLastName(_ shape: Int32) -> Bool {
    let key = nodes[Int(shape)].key
    var node = nodes[Int(shape)].parent
    while node > 0 {
      if nodes[Int(node)].key == key { return true }
      node = nodes[Int(node)].parent
    }
    return false
  }

  /// The names of a shape, in order.
  mutating func names(of shape: Int32) -> [String] {
    let index = Int(shape)
    if !nameLists[index].isEmpty || shape == Self.root { return nameLists[index] }
    var keys: [Int32] = []
    var node = shape
    while node > 0 {
      keys.append(nodes[Int(node)].key)
      node = nodes[Int(node)].parent
    }
    nameLists[index] = keys.reversed().map { keyNames[Int($0)] }
    return nameLists[index]
  }

  // MARK: Names

  private mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> Int32 {
    if keyNames.count * 2 > keySlots.count { grow() }
    let mask = keySlots.count - 1
    var slot = Self.hash(name) & mask
    while keySlots[slot] >= 0 {
      if Self.equal(keyBytes[Int(keySlots[slot])], name) { return keySlots[slot] }
      slot = (slot + 1) & mask
    }
    let key = Int32(keyNames.count)
    keySlots[slot] = key
    keyBytes.append(Array(name))
    keyNames.append(String(decoding: name, as: UTF8.self))
    return key
  }

  private mutating func grow() {
    let mask = keySlots.count * 2 - 1
    keySlots = Array(repeating: -1, count: mask + 1)
    for (key, bytes) in keyBytes.enumerated() {
      var slot = bytes.withUnsafeBufferPointer { Self.hash($0) } & mask
      while keySlots[slot] >= 0 { slot = (slot + 1) & mask }
      keySlots[slot] = Int32(key)
    }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a; names are short.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7fff_ffff)
  }

  private static func equal(_ known: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard known.count == bytes.count else { return false }
    for index in 0..<bytes.count where known[index] != bytes[index] { return false }
    return true
  }
}
