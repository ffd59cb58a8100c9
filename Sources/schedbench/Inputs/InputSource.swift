// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Foundation

/// Where an input comes from: a file, or standard input for `-`.
struct InputSource {
  /// What the user wrote, and what errors name.
  let path: String

  /// What was read already to look at it; of standard input it cannot be read again.
  private var head: [UInt8] = []
  /// Whether `head` is all there is.
  private var isReadWhole = false

  init(_ path: String) {
    self.path = path
  }

  /// A source all of which was read.
  init(_ path: String, bytes: [UInt8]) {
    (self.path, head, isReadWhole) = (path, bytes, true)
  }

  /// Whether this is standard input.
  var isStandardInput: Bool { path == "-" }

  /// The name that reports and errors show.
  var name: String { isStandardInput ? "standard input" : path }

  /// Reads everything.
  func bytes() throws(CommandFailure) -> [UInt8] {
    if isReadWhole { return head }
    let descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw .badInput(["\(name): cannot be read: \(SystemError.last.reason)"])
    }
    defer { if !isStandardInput { close(descriptor) } }
    var bytes = isStandardInput ? head : []
    while try append(from: descriptor, to: &bytes) {}
    return bytes
  }

  /// Reads everything now, so that it can be read several times.
  mutating func keepBytes() throws(CommandFailure) {
    head = try bytes()
    isReadWhole = true
  }

  /// Appends what comes next, and says whether that was anything.
  private func append(
    from descriptor: Int32, to bytes: inout [UInt8], atMost count: Int = 1 << 18
  ) throws(CommandFailure) -> Bool {
    var chunk = [UInt8](repeating: 0, count: count)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw .badInput(["\(name): cannot be read: \(SystemError.last.reason)"])
      }
      bytes.append(contentsOf: chunk[..<count])
      return count > 0
    }
  }

  /// Hands the objects of a cluster to a reader, which names what is wrong with them.
  func addObjects(to reader: inout ClusterReader) throws(InputError) {
    if isReadWhole {
      try reader.read(MemorySource(head, name: name))
    } else if isStandardInput, !head.isEmpty {
      try reader.read(ContinuedSource(head, name: name))
    } else {
      try reader.read(path)
    }
  }

  /// The sources of a list of inputs; a folder stands for the inputs in it and below it, sorted.
  static func expanding(
    _ inputs: [InputSource], endings: Set<String> = Self.endings
  ) throws(CommandFailure) -> [InputSource] {
    var sources: [InputSource] = []
    for input in inputs {
      var isFolder: ObjCBool = false
      if !input.isStandardInput,
        FileManager.default.fileExists(atPath: input.path, isDirectory: &isFolder),
        isFolder.boolValue
      {
        sources += try Self.inputs(inFolder: input.path, endings: endings)
      } else {
        sources.append(input)
      }
    }
    try checkStandardInput(sources)
    return sources
  }

  /// Refuses to read standard input twice.
  static func checkStandardInput(_ sources: [InputSource]) throws(CommandFailure) {
    if sources.count(where: \.isStandardInput) > 1 {
      throw .badUsage("standard input is named twice\nIt can be read only once.")
    }
  }

  /// Whether the input holds objects of a cluster, recognised from its beginning.
  ///
  /// What is read of standard input is kept.
  mutating func isCluster() throws(CommandFailure) -> Bool {
    if isStandardInput {
      while head.count < ClusterFormat.prefixLength, !isReadWhole {
        isReadWhole = try !append(
          from: STDIN_FILENO, to: &head, atMost: ClusterFormat.prefixLength)
      }
    }
    if isStandardInput || isReadWhole {
      return ClusterFormat.isCluster(head.prefix(ClusterFormat.prefixLength))
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      let instances = try? Self.inputs(inFolder: path, endings: Self.endings)
      return instances == nil && FileManager.default.enumerator(atPath: path) != nil
    }
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let prefix = (try? file.read(upToCount: ClusterFormat.prefixLength)) ?? nil
    return ClusterFormat.isCluster(prefix ?? Data())
  }

  /// The files of a cluster: those named, and of folders those that end like objects.
  static func clusterSources(_ inputs: [InputSource]) throws(CommandFailure) -> [InputSource] {
    try expanding(inputs, endings: ClusterLoader.endings)
  }

  /// The endings of the files that a folder stands for: packing instances.
  ///
  /// They are complete in themselves. Tables need nodes to go with them and are named one by one.
  static let endings: Set<String> = ["vbp", "bpp"]

  private static func inputs(
    inFolder folder: String, endings: Set<String>
  ) throws(CommandFailure) -> [InputSource] {
    guard let entries = FileManager.default.enumerator(atPath: folder) else {
      throw .badInput(["\(folder): cannot be read"])
    }
    let files = entries.compactMap { $0 as? String }.filter { entry in
      let name = entry.split(separator: "/").last ?? ""
      let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
      return !name.hasPrefix(".") && endings.contains(ending)
    }
    if files.isEmpty {
      throw .badInput([
        "\(folder): holds no input\n"
          + "A folder stands for its files that end in .\(endings.sorted().joined(separator: ", ."))."
      ])
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return files.sorted().map { InputSource(prefix + $0) }
  }
}
