// SPDX-License-Identifier: Apache-2.0

import Datasets
import Foundation

/// Where an input comes from: a file, or standard input for `-`.
struct InputSource {
  /// What the user wrote, and what errors name.
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// Whether this is standard input.
  var isStandardInput: Bool { path == "-" }

  /// The name that reports and errors show.
  var name: String { isStandardInput ? "standard input" : path }

  /// Reads everything.
  func bytes() throws(CommandFailure) -> [UInt8] {
    let descriptor = isStandardInput ? STDIN_FILENO : open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw .badInput(["\(name): cannot be read: \(SystemError.last.reason)"])
    }
    defer { if !isStandardInput { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .badInput(["\(name): cannot be read: \(SystemError.last.reason)"])
      }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// The sources of a list of paths; a folder stands for the inputs in it and below it, sorted.
  static func expanding(
    _ paths: [String], endings: Set<String> = Self.endings
  ) throws(CommandFailure) -> [InputSource] {
    var sources: [InputSource] = []
    for path in paths {
      var isFolder: ObjCBool = false
      if path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        isFolder.boolValue
      {
        sources += try inputs(inFolder: path, endings: endings)
      } else {
        sources.append(InputSource(path))
      }
    }
    if sources.count(where: { $0.isStandardInput }) > 1 {
      throw .badUsage("standard input is named twice\nIt can be read only once.")
    }
    return sources
  }

  /// Whether the input holds objects of a cluster; standard input is read to find out.
  func isCluster() throws(CommandFailure) -> Bool {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      let instances = try? Self.inputs(inFolder: path, endings: Self.endings)
      return instances == nil && FileManager.default.enumerator(atPath: path) != nil
    }
    guard !isStandardInput, let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let prefix = (try? file.read(upToCount: ClusterFormat.prefixLength)) ?? nil
    return ClusterFormat.isCluster(prefix ?? Data())
  }

  /// The files of a cluster: those named, and of folders those that end like objects.
  static func clusterSources(_ paths: [String]) throws(CommandFailure) -> [InputSource] {
    try expanding(paths, endings: ClusterLoader.endings)
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
