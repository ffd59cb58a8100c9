// SPDX-License-Identifier: Apache-2.0

import CYaml

/// The events that libyaml finds in a source.
struct YAMLEvents: ~Copyable {
  /// What libyaml reads from, and what went wrong there.
  private final class Feed {
    private var source: any ByteSource
    private(set) var error: ReadingError?
    // The bytes that libyaml may complain of: the last ones read and a few before them.
    private var recent: [UInt8] = []
    private var recentOffset = 0
    private var line = 1
    private var column = 1

    init(_ source: any ByteSource) { self.source = source }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
      do throws(ReadingError) {
        let count = try source.read(into: buffer)
        let passed = max(recent.count - 16, 0)
        pass(passed)
        recent.removeFirst(passed)
        recentOffset += passed
        recent.append(contentsOf: buffer[0..<count])
        return count
      } catch {
        self.error = error
        return nil
      }
    }

    /// The line and column of a byte.
    func position(ofByte offset: Int) -> (line: Int, column: Int) {
      pass(min(max(offset - recentOffset, 0), recent.count))
      return (line, column)
    }

    private func pass(_ end: Int) {
      recent.withUnsafeBufferPointer { bytes in
        for index in 0..<end {
          if bytes[index] == 0x0A {
            line += 1
            column = 1
          } else if bytes[index] & 0xC0 != 0x80 {
            column += 1
          }
        }
      }
    }
  }

  let name: String
  private let feed: Feed
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private var isPending = false
  private var isFinished = false
  private var latestMark = yaml_mark_t()

  init(_ source: any ByteSource) {
    name = source.name
    feed = Feed(source)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_input(
      parser,
      { context, buffer, size, count in
        guard let context, let buffer, let count else { return 0 }
        let feed = Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
        let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: size)
        guard let read = feed.read(into: bytes) else { return 0 }
        count.pointee = read
        return 1
      }, Unmanaged.passUnretained(feed).toOpaque())
  }

  deinit {
    if isPending { yaml_event_delete(event) }
    yaml_parser_delete(parser)
    parser.deallocate()
    event.deallocate()
  }

  /// What kind of event comes next.
  mutating func peek() throws(ReadingError) -> yaml_event_type_t {
    if !isPending {
      if isFinished { return YAML_STREAM_END_EVENT }
      guard yaml_parser_parse(parser, event) != 0 else {
        isFinished = true
        throw failure()
      }
      isPending = true
    }
    return event.pointee.type
  }

  /// Goes past the next event; what it held is void afterwards.
  mutating func advance() {
    guard isPending else { return }
    if event.pointee.type == YAML_STREAM_END_EVENT { isFinished = true }
    isPending = false
    latestMark = event.pointee.start_mark
    yaml_event_delete(event)
  }

  /// Where the next event begins; the one before where it has not been looked at.
  var position: SourcePosition {
    let mark = isPending ? event.pointee.start_mark : latestMark
    return SourcePosition(file: name, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  // MARK: What the next event holds

  /// The text of a scalar.
  var text: UnsafeBufferPointer<UInt8> {
    let scalar = event.pointee.data.scalar
    return UnsafeBufferPointer(start: UnsafePointer(scalar.value), count: scalar.length)
  }

  /// Whether a scalar has neither quotes nor a tag nor the form of a block.
  var isPlain: Bool {
    event.pointee.data.scalar.tag == nil && event.pointee.data.scalar.plain_implicit != 0
  }

  /// The tag of a scalar.
  var scalarTag: String? { Self.string(event.pointee.data.scalar.tag) }

  /// The anchor of a scalar.
  var scalarAnchor: String? { Self.string(event.pointee.data.scalar.anchor) }

  /// The anchor of a list.
  var listAnchor: String? { Self.string(event.pointee.data.sequence_start.anchor) }

  /// The anchor of a mapping.
  var mappingAnchor: String? { Self.string(event.pointee.data.mapping_start.anchor) }

  /// The anchor that an alias names.
  var aliasName: String { Self.string(event.pointee.data.alias.anchor) ?? "" }

  private static func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    bytes.map { String(cString: $0) }
  }

  // MARK: Errors

  /// The error that stopped libyaml.
  private func failure() -> ReadingError {
    if let error = feed.error { return error }
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
    if state.error == YAML_READER_ERROR {
      let (line, column) = feed.position(ofByte: state.problem_offset)
      return ReadingError(
        file: name, line: line, column: column,
        found: "bytes that YAML does not allow (\(problem))",
        expected: "printable text in UTF-8")
    }
    let context = state.context.map { " " + String(cString: $0) } ?? ""
    var mark = state.problem == nil ? state.mark : state.problem_mark
    // That a line is no field is seen at its end or later.
    if context.hasSuffix("a simple key") { mark = state.context_mark }
    return ReadingError(
      file: name, line: Int(mark.line) + 1, column: Int(mark.column) + 1,
      found: "a place where the parser \(problem)\(context)", expected: "YAML")
  }
}
