// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Reads the files of one cluster: dumps, manifests, compose files, mixed as they come.
///
///     var reader = ClusterReader(options)
///     try reader.read("nodes.yaml")
///     try reader.read("shop.yaml")
///     let cluster = try reader.finish()
public struct ClusterReader {
  private let options: ClusterOptions
  private var objects = ClusterObjects()
  private var kinds: [String: Int] = [:]
  private var composeFiles: [(name: String, fields: Fields, position: SourcePosition)] = []
  private var checker: SchemaChecker
  private var unknownFields: [String: Int] = [:]
  private var missingFields: [String: Int] = [:]
  private var digest = RunningChecksum()
  private var paths: [String] = []
  private var schedulerConfiguration: Fields?

  /// Creates a reader.
  public init(_ options: ClusterOptions = ClusterOptions()) {
    self.options = options
    checker = SchemaChecker(mode: options.unknownFields)
  }

  /// Reads a file.
  ///
  /// - Parameter path: The file, or `-` for standard input.
  /// - Throws: What is wrong with it, with its line and field.
  public mutating func read(_ path: String) throws(InputError) {
    do throws(ReadingError) {
      try read(try FileSource(path: path), named: path) { () throws(ReadingError) -> FileSource? in
        path == "-" ? nil : try FileSource(path: path)
      }
    } catch {
      throw InputError(error)
    }
  }

  /// Reads what can be read only once, such as standard input of which the beginning was looked at.
  ///
  /// - Parameter source: The bytes, from the first on.
  /// - Throws: What is wrong with them, with the line of the object and the field.
  public mutating func read(_ source: some ByteSource) throws(InputError) {
    do throws(ReadingError) {
      try read(source, named: source.name) { MemorySource?.none }
    } catch {
      throw InputError(error)
    }
  }

  /// Reads bytes in memory.
  ///
  /// - Parameter source: The bytes, none of which was read.
  /// - Throws: What is wrong with them, with the line and the field.
  public mutating func read(_ source: MemorySource) throws(InputError) {
    do throws(ReadingError) {
      try read(source, named: source.name) { source }
    } catch {
      throw InputError(error)
    }
  }

  /// Reads a source that is named as a path is; `again` opens it a second time, where that can be.
  private mutating func read<Copy: ByteSource>(
    _ source: some ByteSource, named path: String, again: () throws(ReadingError) -> Copy?
  ) throws(ReadingError) {
    paths.append(path)
    try ObjectReader().read(ChecksumSource(source, digest)) { record throws(ReadingError) in
      try add(record, of: path, again: again)
    }
  }

  private mutating func add<Copy: ByteSource>(
    _ record: ObjectRecord, of path: String, again: () throws(ReadingError) -> Copy?
  ) throws(ReadingError) {
    let fields = record.fields
    if ComposeFile.isCompose(fields) {
      composeFiles.append((path, fields, record.position))
      return
    }
    guard let kind = fields["kind"]?.string, !kind.isEmpty else {
      throw ReadingError(
        at: record.position, field: "kind", found: fields["kind"]?.kindText ?? "nothing",
        expected: "the kind of an object, such as Pod, or a compose file with 'services'")
    }
    if kind == "KubeSchedulerConfiguration" {
      schedulerConfiguration = fields
      return
    }
    try check(fields, record, again: again)
    kinds[kind, default: 0] += 1
    do throws(DuplicateObject) {
      try objects.add(fields, from: "\(record.position.file):\(record.position.line)")
    } catch {
      throw ReadingError(
        at: record.position, field: "metadata.name",
        found: "\(error.name) a second time", expected: "it once; the first is at \(error.first)")
    }
  }

  /// Refuses an object that the schema does not allow, with the line of the field.
  private mutating func check<Copy: ByteSource>(
    _ fields: Fields, _ record: ObjectRecord, again: () throws(ReadingError) -> Copy?
  ) throws(ReadingError) {
    for fault in checker.check(fields) {
      if fault.isWarning {
        unknownFields[fault.path, default: 0] += 1
        continue
      }
      // A server would refuse the object; what it is for can mostly be told all the same.
      if case .missing = fault.problem {
        missingFields["\(fields["kind"]?.string ?? "").\(fault.path)", default: 0] += 1
        continue
      }
      var position = record.position
      if let source = try? again(),
        let found = try? SourceLocator.position(
          of: fault.path, inObjectAt: record.position, of: source)
      {
        position = found
      }
      throw ReadingError(
        at: position, field: fault.path, found: fault.found, expected: fault.expected)
    }
  }

  /// Where a field of an object stands, found by reading the files once more.
  ///
  /// - Parameters:
  ///   - field: The field's path.
  ///   - kind: The kind of the object in lower case.
  ///   - namespace: Its namespace; `nil` for objects of the whole cluster.
  ///   - name: Its name.
  ///   - paths: The files, in the order in which they were read.
  /// - Returns: The place, or `nil` where no file has the object, as when a workload asked for it.
  /// - Complexity: Linear in the length of the files.
  public static func position(
    of field: String, inObject kind: String, namespace: String?, name: String, of paths: [String]
  ) -> SourcePosition? {
    for path in paths where path != "-" {
      guard let source = try? FileSource(path: path) else { continue }
      var start: SourcePosition?
      // What cannot be read was said when the file was read first.
      try? ObjectReader().read(source) { record throws(ReadingError) in
        let metadata = record.fields["metadata"]?.object
        if record.fields["kind"]?.string?.lowercased() == kind,
          metadata?["name"]?.string == name,
          namespace == nil || metadata?["namespace"]?.string ?? "default" == namespace
        {
          // Of two objects with one name the second is at fault.
          start = record.position
        }
      }
      guard let start, let again = try? FileSource(path: path) else { continue }
      return (try? SourceLocator.position(of: field, inObjectAt: start, of: again)) ?? start
    }
    return nil
  }

  /// Expands workloads to pods, and says what was read.
  ///
  /// - Throws: What makes no sense once all is there.
  public consuming func finish() throws(InputError) -> ClusterInput {
    var reader = self
    let name = reader.name
    var assumptions = Self.note(
      reader.unknownFields, "that the schema does not have, left aside")
    assumptions += Self.note(
      reader.missingFields, "missing that a server asks for, taken as empty")
    let hasObjects = !reader.kinds.isEmpty
    assumptions += try reader.addNodeTypes()
    assumptions += try reader.lowerComposeFiles()
    do throws(ExpansionError) {
      let expansion = try reader.objects.expanded(
        ExpansionOptions(defaultRequests: reader.options.defaultRequests))
      return ClusterInput(
        name: name,
        format: reader.composeFiles.isEmpty
          ? "kubernetes" : hasObjects ? "kubernetes and compose" : "compose",
        sha256: reader.digest.finished(), objects: expansion.objects, kinds: reader.kinds,
        existingPods: expansion.existingPods,
        assumptions: assumptions + expansion.assumptions.map(\.description),
        schedulerConfiguration: reader.schedulerConfiguration)
    } catch {
      throw InputError(file: name, message: "\(error)")
    }
  }

  /// The name of the file, or of the first with how many more there are.
  private var name: String {
    let first = paths.first.map { $0 == "-" ? "standard input" : $0 } ?? ""
    let short = String(first.split(separator: "/").last ?? Substring(first))
    return paths.count > 1 ? "\(short) and \(paths.count - 1) more" : short
  }

  private static func note(_ fields: [String: Int], _ text: String) -> [String] {
    guard !fields.isEmpty else { return [] }
    let total = fields.values.reduce(0, +)
    let names = fields.keys.sorted().prefix(3).joined(separator: ", ")
    let more = fields.count > 3 ? ", …" : ""
    return ["\(total) field\(total == 1 ? "" : "s") \(text) (\(names)\(more))."]
  }

  private mutating func lowerComposeFiles() throws(InputError) -> [String] {
    var notes: [String] = []
    for (name, fields, position) in composeFiles {
      do throws(ComposeError) {
        let file = try ComposeFile(fields, variables: options.variables)
        let short = name.split(separator: "/").last.map(String.init) ?? name
        let stack =
          options.stack ?? file.name ?? short.split(separator: ".").first.map(String.init)
          ?? "stack"
        let lowered = try file.lowered(as: stack, onto: objects.nodes)
        objects.nodes = lowered.nodes
        objects.pods += lowered.pods
        kinds["Service (compose)", default: 0] += file.services.count
        notes += file.assumptions.map { "\(short): \($0)" }
        notes += lowered.notes.map { "\(short): \($0)" }
      } catch {
        throw InputError(
          file: position.file, line: position.line, field: error.field,
          message: "found \(error.found), expected \(error.expected)")
      }
    }
    return notes
  }

  /// Adds the nodes that the options describe.
  private mutating func addNodeTypes() throws(InputError) -> [String] {
    var notes: [String] = []
    for specification in options.nodeTypes {
      let row = try NodeTypeSpecification.read(specification, selected: [])
      let made = SyntheticNodes(row, existing: objects.nodes.count)
      objects.nodes += made.nodes(podCount: objects.podEstimate)
      if let note = made.note { notes.append(note) }
    }
    return notes
  }
}

extension InputError {
  /// An error of a reader of objects.
  init(_ error: ReadingError) {
    self.init(
      file: error.file, line: error.line, field: error.field,
      message: "found \(error.found), expected \(error.expected)")
  }
}
