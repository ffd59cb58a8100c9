// SPDX-License-Identifier: Apache-2.0

/// What is on volumes that outlive pods and machines, by volume and file.
public final class PersistentData {
  private var volumes: [String: [String: String]] = [:]

  /// Creates storage without anything on it.
  public init() {}

  /// What a file of a volume says; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - volume: What the volume's driver knows it as.
  ///   - path: The file's path on the volume, without a slash at the front.
  public subscript(volume: String, path: String) -> String? {
    get { volumes[volume]?[path] }
    set { volumes[volume, default: [:]][path] = newValue }
  }

  /// All files of a volume, by path.
  public func files(of volume: String) -> [String: String] { volumes[volume] ?? [:] }

  /// Writes all files of a volume anew.
  func replace(_ volume: String, by files: [String: String]) {
    volumes[volume] = files.isEmpty ? nil : files
  }
}
