// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Reads scenarios from YAML or JSON.
///
/// A file has one document of the kind `Scenario`; other documents are objects that are there from
/// the beginning, or behaviors. Files that a scenario names are looked for beside it.
public struct ScenarioFile: Sendable {
  /// Gives the text of a file that a scenario names: from its path and the scenario's own.
  public typealias Loader =
    @Sendable (_ path: String, _ scenario: String) throws(ReadingError) ->
    [ObjectRecord]

  /// Gives the pods of a table that a scenario names, in the order in which they come.
  public typealias TraceLoader =
    @Sendable (_ path: String, _ scenario: String) throws(ReadingError) -> [TracedPod]

  private let load: Loader
  private let loadTrace: TraceLoader?

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - load: Gives the objects of a file that a scenario names.
  ///   - loadTrace: Gives the pods of a table that a scenario names; where left out, none can be
  ///     read.
  public init(load: @escaping Loader, loadTrace: TraceLoader? = nil) {
    (self.load, self.loadTrace) = (load, loadTrace)
  }

  /// Reads a scenario.
  ///
  /// - Parameters:
  ///   - path: The file, for messages and for finding files beside it.
  ///   - source: Where its bytes come from; asked for again to find the line of an error.
  /// - Returns: The scenario.
  /// - Throws: What is wrong with it, with the line and the field.
  public func read(
    _ path: String, _ source: () throws(ReadingError) -> any ByteSource
  ) throws(ReadingError) -> Scenario {
    var records: [ObjectRecord] = []
    let reader = ObjectReader(skipping: [])
    try reader.read(AnySource(try source())) { record throws(ReadingError) in
      records.append(record)
    }
    guard let index = records.firstIndex(where: { $0.fields["kind"]?.string == "Scenario" }) else {
      throw ReadingError(
        file: path, found: "no document of the kind Scenario",
        expected: "'apiVersion: stevedore.dev/v1' and 'kind: Scenario'")
    }
    let record = records.remove(at: index)
    if let other = records.first(where: { $0.fields["kind"]?.string == "Scenario" }) {
      throw ReadingError(at: other.position, found: "a second scenario", expected: "one a file")
    }
    var context = ScenarioContext(path: path, load: load, loadTrace: loadTrace)
    do throws(FieldFault) {
      var scenario = try ScenarioBuilder.scenario(
        DocumentField(.object(record.fields), at: ""), &context)
      for other in records {
        if other.fields["kind"]?.string == "Behavior" {
          scenario.behaviors.append(try ScenarioBuilder.behavior(other.fields, at: ""))
        } else if other.fields["kind"]?.string == "Stages" {
          scenario.stages.append(try ScenarioBuilder.stages(other.fields))
        } else {
          scenario.objects.append(other.fields)
        }
      }
      return scenario
    } catch {
      if let failure = context.failure { throw failure }
      var position: SourcePosition?
      if let again = try? source() {
        position = try? SourceLocator.position(
          of: error.field, inObjectAt: record.position, of: AnySource(again))
      }
      throw ReadingError(
        at: position ?? record.position, field: error.field, found: error.found,
        expected: error.expected)
    }
  }
}

/// A source of bytes whose type is not known.
private struct AnySource: ByteSource {
  private var base: any ByteSource
  init(_ base: any ByteSource) { self.base = base }
  var name: String { base.name }
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    try base.read(into: buffer)
  }
}

/// What is needed to read a scenario besides its text.
struct ScenarioContext {
  let path: String
  let load: ScenarioFile.Loader
  let loadTrace: ScenarioFile.TraceLoader?
  /// What is wrong with another file.
  var failure: ReadingError?

  /// The objects that a field holds or names: objects, paths of files, or a list of these.
  mutating func objects(_ field: DocumentField) throws(FieldFault) -> [Fields] {
    switch field.value {
    case .object(let fields): return [fields]
    case .array:
      var objects: [Fields] = []
      for element in try field.elements() { objects += try self.objects(element) }
      return objects
    case .string(let name):
      do throws(ReadingError) {
        return try load(name, path).map(\.fields)
      } catch {
        failure = error
        throw field.error(expected: "a file of objects")
      }
    default: throw field.error(expected: "an object, the path of a file, or a list of these")
    }
  }

  /// The pods of the table that a field names.
  mutating func trace(_ field: DocumentField) throws(FieldFault) -> [TracedPod] {
    let name = try field.text()
    guard let loadTrace else { throw field.error(expected: "templates: no table can be read here") }
    do throws(ReadingError) {
      return try loadTrace(name, path)
    } catch {
      failure = error
      throw field.error(expected: "a table of pods")
    }
  }
}
