// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The folder of public data that some tests read, beside the package.
enum SharedData {
  /// Where it is: `STEVEDORE_SHARED`, or else `../shared/data` seen from the package.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return package.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  /// The root of the package.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static var isAvailable: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("README.md").path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
  }
}
