// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Orchestration
import VectorPacking

/// A scenario that was read from a file.
struct LoadedScenario {
  /// The name of the file, as the user wrote it.
  var file: String
  /// What it says.
  var scenario: Scenario
  /// What is to be said about it, one sentence each.
  var remarks: [String] = []
}

/// Reads scenarios, and what they name: objects and traces that lie beside them.
struct ScenarioLoader {
  /// The strategies that a scenario may name as its scheduler.
  var registry: StrategyRegistry

  /// Reads all files; if one is broken, every broken one is named.
  func load(_ paths: [String]) throws(CommandFailure) -> [LoadedScenario] {
    var scenarios: [LoadedScenario] = []
    var messages: [String] = []
    for path in paths {
      do throws(CommandFailure) {
        scenarios.append(LoadedScenario(file: InputSource(path).name, scenario: try read(path)))
      } catch {
        guard case .badInput(let more) = error else { throw error }
        messages += more
      }
    }
    if !messages.isEmpty {
      if !scenarios.isEmpty { messages.append("nothing was simulated, because of the files above") }
      throw .badInput(messages)
    }
    return scenarios
  }

  private func read(_ path: String) throws(CommandFailure) -> Scenario {
    let source = InputSource(path)
    // The reader asks for the bytes again to find the line of an error.
    let bytes = try source.bytes()
    let reader = ScenarioFile(load: Self.objects, loadTrace: Self.trace)
    do throws(ReadingError) {
      let scenario = try reader.read(source.name) { () throws(ReadingError) in
        MemorySource(bytes, name: source.name)
      }
      let scheduler = scenario.settings.scheduler
      guard SchedulerSettings.named(scheduler, in: registry) != nil else {
        let field = "spec.settings.scheduler"
        let position = Self.position(of: field, in: MemorySource(bytes, name: source.name))
        throw ReadingError(
          file: source.name, line: position?.line, column: position?.column, field: field,
          found: "'\(scheduler)'",
          expected: "one of \(SimulationArguments.names(in: registry).joined(separator: ", "))")
      }
      return scenario
    } catch {
      throw .badInput([error.description])
    }
  }

  /// Where a field of a scenario stands.
  private static func position(of field: String, in source: MemorySource) -> SourcePosition? {
    let records = try? ObjectReader().records(of: source)
    let scenario = records?.first { $0.fields["kind"]?.string == "Scenario" }
    return scenario.flatMap {
      try? SourceLocator.position(of: field, inObjectAt: $0.position, of: source)
    }
  }

  private static let objects: ScenarioFile.Loader = { (path, scenario) throws(ReadingError) in
    try ObjectReader().records(of: try FileSource(path: beside(scenario, path)))
  }

  private static let trace: ScenarioFile.TraceLoader = { (path, scenario) throws(ReadingError) in
    let file = beside(scenario, path)
    do throws(InputError) {
      return try PodTrace(try bytes(of: file), file: file).pods.map { pod in
        TracedPod(
          name: pod.name, time: pod.time, lifetime: pod.lifetime, requests: pod.requests)
      }
    } catch {
      throw ReadingError(error)
    }
  }

  /// The path of a file that a scenario names: from the scenario's folder on.
  private static func beside(_ scenario: String, _ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = scenario.lastIndex(of: "/") else { return path }
    return scenario[...slash] + path
  }

  private static func bytes(of file: String) throws(InputError) -> [UInt8] {
    do throws(CommandFailure) {
      return try InputSource(file).bytes()
    } catch {
      guard case .badInput(let messages) = error else {
        throw InputError(file: file, message: "cannot be read")
      }
      throw InputError(
        file: file, message: messages.map { $0.replacing("\(file): ", with: "") }.joined())
    }
  }
}

extension ReadingError {
  /// An error of a table; its message says both what was found and what was expected.
  fileprivate init(_ error: InputError) {
    let parts = error.message.split(separator: ", expected ", maxSplits: 1).map(String.init)
    let found = parts.first ?? error.message
    self.init(
      file: error.file, line: error.line, field: error.field,
      found: found.hasPrefix("found ") ? String(found.dropFirst("found ".count)) : found,
      expected: parts.count > 1 ? parts[1] : "a table of pods with the times of their arrival")
  }
}
