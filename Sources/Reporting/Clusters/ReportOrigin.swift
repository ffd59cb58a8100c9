// SPDX-License-Identifier: Apache-2.0

/// By which command a report about a cluster was made, of which input.
public struct ReportOrigin: Codable, Sendable, Hashable {
  /// The version of the program.
  public var version: String
  /// The command line that makes the report again.
  public var command: String
  /// The name of the input.
  public var input: String
  /// The SHA-256 of the input.
  public var sha256: String
  /// What was assumed while reading, one sentence each.
  public var assumptions: [String]

  /// Creates an origin.
  public init(
    version: String, command: String, input: String, sha256: String, assumptions: [String]
  ) {
    (self.version, self.command, self.input) = (version, command, input)
    (self.sha256, self.assumptions) = (sha256, assumptions)
  }
}
