// SPDX-License-Identifier: Apache-2.0

import CYaml

extension YAMLScanner {
  /// Where the value at the end of a path stands, seen from the value that begins at a position.
  mutating func position(
    of steps: [FieldPath.Step], from start: SourcePosition
  ) throws(ReadingError) -> SourcePosition? {
    guard try goTo(start) else { return nil }
    var found = start
    for step in steps {
      guard try enter(step) else { return found }
      _ = try events.peek()
      found = events.position
    }
    return found
  }

  private mutating func goTo(_ start: SourcePosition) throws(ReadingError) -> Bool {
    while true {
      switch try events.peek() {
      case YAML_STREAM_END_EVENT: return false
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT, YAML_DOCUMENT_END_EVENT: break
      default:
        let here = events.position
        if here.line == start.line, here.column == start.column { return true }
      }
      events.advance()
    }
  }

  /// Goes into the value that comes next, to a field or an element of it.
  private mutating func enter(_ step: FieldPath.Step) throws(ReadingError) -> Bool {
    switch (step, try events.peek()) {
    case (.field(let wanted), YAML_MAPPING_START_EVENT):
      events.advance()
      while true {
        let type = try events.peek()
        if type == YAML_MAPPING_END_EVENT { return false }
        let isWanted = type == YAML_SCALAR_EVENT && (try? nameText(type)) == wanted
        try skipValue()
        if isWanted { return true }
        try skipValue()
      }
    case (.element(let wanted), YAML_SEQUENCE_START_EVENT):
      events.advance()
      var index = 0
      while try events.peek() != YAML_SEQUENCE_END_EVENT {
        if index == wanted { return true }
        try skipValue()
        index += 1
      }
      return false
    default: return false
    }
  }
}
