// SPDX-License-Identifier: Apache-2.0

/// Builds values from the inside out, on stacks of its own, so that no depth of nesting overflows
/// the call stack.
struct TreeBuilder: ~Copyable {
  /// How deep lists and objects may be nested.
  static let deepest = 512
  /// From how many names on repeated ones are looked for in a set.
  private static let fewNames = 32

  /// A list or object that is not complete yet.
  struct Frame {
    var isObject: Bool
    /// The names so far.
    var shape: Int32 = ShapeTable.root
    /// Where its values begin.
    var start: Int
    /// The place in the tree of fields to skip, or -1.
    var skip: Int32 = -1
    /// Its names, once there are many and some are new.
    var seen: Set<Int32>?
  }

  private(set) var shapes = ShapeTable()
  private(set) var frames: [Frame] = []
  private var stack: UnsafeMutablePointer<Value>
  private var count = 0
  private var capacity = 256
  private var hasRepeatedName = false

  init() {
    stack = .allocate(capacity: capacity)
    frames.reserveCapacity(Self.deepest + 1)
  }

  deinit {
    stack.deinitialize(count: count)
    stack.deallocate()
  }

  /// How many lists and objects are open.
  var depth: Int { frames.count }
  /// Whether the innermost open one is an object.
  var isInObject: Bool { frames[frames.count - 1].isObject }
  /// The place of the innermost open one in the tree of fields to skip, or -1.
  var skip: Int32 { frames[frames.count - 1].skip }
  /// The name read last in the innermost object.
  var name: String { shapes.name(of: frames[frames.count - 1].shape) }
  /// How many elements or fields the innermost open one has.
  var elementCount: Int { count - frames[frames.count - 1].start }

  /// Drops everything that is not complete, and the names where there are too many.
  mutating func reset() {
    stack.deinitialize(count: count)
    count = 0
    frames.removeAll(keepingCapacity: true)
    // A shape with a repeated name would not be noticed when it is met again.
    if hasRepeatedName || shapes.count > 100_000 { shapes.removeAll() }
    hasRepeatedName = false
  }

  /// Opens a list or object.
  mutating func open(isObject: Bool, skip: Int32 = -1) {
    frames.append(Frame(isObject: isObject, start: count, skip: skip))
  }

  /// Adds a name to the innermost object; `false` where it has it already.
  mutating func addName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let isDistinct = addsName(name)
    if !isDistinct { hasRepeatedName = true }
    return isDistinct
  }

  private mutating func addsName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let last = frames.count - 1
    var isNew = false
    let before = frames[last].shape
    let shape = shapes.shape(after: before, adding: name, isNew: &isNew)
    frames[last].shape = shape
    if shapes.depth(of: shape) <= Self.fewNames {
      return !(isNew && shapes.repeatsLastName(shape))
    }
    if frames[last].seen != nil {
      return frames[last].seen?.insert(shapes.key(of: shape)).inserted ?? true
    }
    guard isNew else { return true }
    var seen: Set<Int32> = []
    var node = before
    while node != ShapeTable.root {
      seen.insert(shapes.key(of: node))
      node = shapes.parent(of: node)
    }
    let isDistinct = seen.insert(shapes.key(of: shape)).inserted
    frames[last].seen = seen
    return isDistinct
  }

  /// Adds a value to the innermost list or object.
  mutating func push(_ value: consuming Value) {
    if count == capacity { grow() }
    (stack + count).initialize(to: value)
    count += 1
  }

  /// Takes the value added last.
  mutating func pop() -> Value {
    count -= 1
    return (stack + count).move()
  }

  /// The value added last.
  var top: Value { stack[count - 1] }

  /// Closes the innermost list or object and makes it a value of the one around it.
  mutating func close() {
    let frame = frames.removeLast()
    let elements = takeValues(from: frame.start)
    if frame.isObject {
      push(.object(Fields(distinctKeys: shapes.names(of: frame.shape), values: elements)))
    } else {
      push(.array(elements))
    }
  }

  private mutating func takeValues(from start: Int) -> [Value] {
    let length = count - start
    guard length > 0 else { return [] }
    let first = stack + start
    count = start
    return Array(unsafeUninitializedCapacity: length) { buffer, initialized in
      buffer.baseAddress?.moveInitialize(from: first, count: length)
      initialized = length
    }
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Value>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: stack, count: count)
    stack.deallocate()
    (stack, capacity) = (larger, capacity * 2)
  }
}
