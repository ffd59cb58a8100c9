// SPDX-License-Identifier: Apache-2.0

import CYaml

/// The events that libyaml finds in a source.
struct YAMLEvents: ~Copyable {
  /// What libyaml reads from, and what went wrong there.
  private final class Feed {
    var source: any ByteSource
    var error: ReadingError?

    init(_ source: any ByteSource) { self.source = source }
  }

  let name: String
  private let feed: Feed
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private var isPending = false
  private var isFinished = false

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
        do throws(ReadingError) {
          count.pointee = try feed.source.read(
            into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
          return 1
        } catch {
          feed.error = error
          return 0
        }
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
    yaml_event_delete(event)
  }

  /// Where the next event begins.
  var position: SourcePosition {
    SourcePosition(
      file: name, line: Int(event.pointee.start_mark.line) + 1,
      column: Int(event.pointee.start_mark.column) + 1)
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
    let isReaderError = state.error == YAML_READER_ERROR
    let mark = isReaderError || state.problem == nil ? state.mark : state.problem_mark
    let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
    var found = isReaderError ? "bytes that are not text (\(problem))" : "a place where \(problem)"
    if !isReaderError, let context = state.context {
      found += " " + String(cString: context)
    }
    return ReadingError(
      file: name, line: Int(mark.line) + 1, column: Int(mark.column) + 1,
      found: found, expected: "YAML")
  }
}
