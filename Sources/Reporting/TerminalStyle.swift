// SPDX-License-Identifier: Apache-2.0

/// What the terminal that shows a table can do; found out by the caller.
public struct TerminalStyle: Sendable, Hashable {
  /// How many columns a line has.
  public var width: Int
  /// Whether colour is wanted.
  public var colour: Bool

  /// Creates a style; fewer than twenty columns count as twenty.
  public init(width: Int = 100, colour: Bool = false) {
    self.width = max(20, width)
    self.colour = colour
  }
}
