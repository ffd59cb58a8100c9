// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A process that writes to a store, and what it has acknowledged.
final class Hammer {
  private let process = Process()
  private let output = Pipe()
  private let input = Pipe()
  private var pending = ""

  /// The program, which the package manager puts beside the tests.
  private static var executable: URL {
    let tests = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appendingPathComponent("store-hammer")
  }

  init(_ arguments: [String]) throws {
    process.executableURL = Self.executable
    process.arguments = arguments
    process.standardOutput = output
    process.standardInput = input
    try process.run()
    try output.fileHandleForWriting.close()
  }

  /// Waits for the next lines; `nil` at the end.
  func lines() -> [String]? {
    let data = output.fileHandleForReading.availableData
    if data.isEmpty { return nil }
    pending += String(decoding: data, as: UTF8.self)
    var lines = pending.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    pending = lines.removeLast()
    return lines
  }

  /// All lines that are still to come.
  func rest() -> [String] {
    var all: [String] = []
    while let lines = lines() { all += lines }
    process.waitUntilExit()
    return all
  }

  /// Ends the process as a crash would.
  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Lets a process go on that waits for the end of its input.
  func release() { try? input.fileHandleForWriting.close() }
}
