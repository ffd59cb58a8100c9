// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The folder of public data that some tests read, beside the package.
enum SharedData {
  /// Where it is: `STEVEDORE_SHARED`, or else `../shared/data` seen from the package.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return (0..<5).reduce(URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()) { url, _ in
      url.deletingLastPathComponent()
    }.appendingPathComponent("shared/data")
  }()

  static var isAvailable: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("README.md").path)
  }

  /// All YAML files, in the order of their paths.
  static func yamlFiles() -> [URL] {
    guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    else { return [] }
    return walk.compactMap { $0 as? URL }
      .filter { ["yaml", "yml"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
  }

  static func bytes(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }
}
