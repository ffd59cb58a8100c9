// SPDX-License-Identifier: Apache-2.0

/// A place in a file.
public struct SourcePosition: Sendable, Hashable {
  /// The file's name, as it is to be shown.
  public var file: String
  /// The line, counted from one.
  public var line: Int
  /// The column in characters (Unicode scalars), counted from one.
  public var column: Int

  /// Creates a position.
  public init(file: String, line: Int, column: Int = 1) {
    (self.file, self.line, self.column) = (file, line, column)
  }
}

extension SourcePosition: CustomStringConvertible {
  /// The place as editors and compilers name it: `pods.json:3:14`.
  public var description: String { "\(file):\(line):\(column)" }
}
