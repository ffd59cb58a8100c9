// SPDX-License-Identifier: Apache-2.0

/// Something that a compose file leaves open, and what reading it took for granted.
public enum ComposeAssumption: Sendable, Hashable {
  /// Variables without value and default, which became empty: their names, and how often they
  /// are used.
  case emptyVariables([String], uses: Int)
  /// Variables without value that the file insists on (`${NAME?message}`), which became empty.
  case emptyRequiredVariables([String], uses: Int)
  /// Other files or services that the file takes in (`include`, `extends`), which were not read.
  case notFollowed([String])
}

extension ComposeAssumption: CustomStringConvertible {
  /// What was assumed, in one sentence without a full stop.
  public var description: String {
    switch self {
    case .emptyVariables(let names, let uses):
      "\(Self.uses(uses)) of variables without a value and a default read as empty text: "
        + names.joined(separator: ", ")
    case .emptyRequiredVariables(let names, let uses):
      "\(Self.uses(uses)) of variables that have to have a value read as empty text: "
        + names.joined(separator: ", ")
    case .notFollowed(let fields):
      "what these fields take in is not read: " + fields.joined(separator: ", ")
    }
  }

  private static func uses(_ count: Int) -> String { count == 1 ? "1 use" : "\(count) uses" }
}
