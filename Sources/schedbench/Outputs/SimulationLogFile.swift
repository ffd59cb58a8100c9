// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration

/// A file into which the logs of runs are written while they go on, a line of JSON each.
///
/// Before the lines of a run stands one that says of which scenario, scheduler and seed they are.
final class SimulationLogFile {
  private let name: String
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private let writer = JSONWriter()
  /// Why a line could not be written.
  private(set) var failure: CommandFailure?

  /// Opens the file, emptying it.
  init(_ name: String) throws(CommandFailure) {
    self.name = name
    descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .badInput(["\(name): cannot be written: \(SystemError.last.reason)"])
    }
  }

  deinit { close(descriptor) }

  /// Writes a line.
  func write(_ fields: Fields) {
    guard failure == nil else { return }
    writer.write(.object(fields), to: &bytes)
    bytes.append(0x0A)
    if bytes.count >= 1 << 16 { flush() }
  }

  /// Begins the lines of a run.
  func begin(scenario: String, scheduler: String, seed: UInt64) {
    write([
      "schema": "schedbench.simulate-log/v1", "scenario": .string(scenario),
      "scheduler": .string(scheduler),
      "seed": Int64(exactly: seed).map { .integer($0) } ?? .number("\(seed)"),
    ])
  }

  /// Writes what was held back.
  func flush() {
    guard failure == nil, !bytes.isEmpty else { return }
    do throws(SystemError) {
      try FileDescriptorWriter(descriptor: descriptor).write(bytes)
    } catch {
      failure = .badInput(["\(name): cannot be written: \(error.reason)"])
    }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// Hands the lines of a log to a file, to a recording, or to both.
final class SimulationSink: EventSink {
  private let file: SimulationLogFile?
  private let recording: (any EventSink)?

  /// Creates a sink; `nil` where nobody wants the lines.
  init?(file: SimulationLogFile?, recording: (any EventSink)?) {
    guard file != nil || recording != nil else { return nil }
    (self.file, self.recording) = (file, recording)
  }

  /// Takes a line.
  func take(_ entry: LogEntry) {
    file?.write(entry.fields)
    recording?.take(entry)
  }
}
