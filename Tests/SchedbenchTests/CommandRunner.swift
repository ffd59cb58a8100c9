// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a run of the command ended with.
struct CommandResult {
  var exitCode: Int32
  var output: String
  var errors: String

  /// The output as a JSON object.
  func json() throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return object as? [String: Any] ?? [:]
  }
}

/// Runs the built command in a folder of its own, which goes away with it.
final class CommandRunner {
  /// The folder in which the command runs.
  let folder: URL

  /// The command, which the package manager puts beside the tests.
  static var executable: URL {
    let tests = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent("schedbench")
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("schedbench-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Writes a file into the folder.
  func write(_ text: String, to name: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Reads a file of the folder.
  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// The names in the folder, sorted.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// Starts the command with its output in files.
  func start(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> RunningCommand {
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("schedbench-io-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let files = ["input", "output", "errors"].map { scratch.appendingPathComponent($0) }
    for (file, text) in zip(files, [input, "", ""]) { try Data(text.utf8).write(to: file) }
    let process = Process()
    process.executableURL = CommandRunner.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    return RunningCommand(process: process, scratch: scratch)
  }

  /// Runs the command to its end.
  @discardableResult
  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> CommandResult {
    try start(arguments, input: input, environment: environment).result()
  }
}

/// A command at work.
struct RunningCommand {
  let process: Process
  let scratch: URL

  /// Waits for the end.
  @discardableResult
  func result() throws -> CommandResult {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: scratch) }
    func text(_ name: String) throws -> String {
      try String(contentsOf: scratch.appendingPathComponent(name), encoding: .utf8)
    }
    return CommandResult(
      exitCode: process.terminationStatus, output: try text("output"),
      errors: try text("errors"))
  }
}

/// Inputs that tests write into files.
enum Sample {
  /// Ten items of five shapes in two dimensions; three bins suffice.
  static let packing = """
    2
    10 10
    5
    6 2 2
    2 6 2
    3 3 2
    4 4 2
    1 1 2

    """

  /// Pods for the generic table.
  static let pods = """
    name,cpu,memory
    web-0,500m,1Gi
    web-1,500m,1Gi
    db,2,4Gi
    giant,64,1Gi

    """
}
