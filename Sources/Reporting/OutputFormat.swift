// SPDX-License-Identifier: Apache-2.0

/// How a report is written.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  /// A table for people that fits the terminal.
  case table
  /// Every column and every detail, however wide.
  case wide
  /// The machine-readable schema as JSON.
  case json
  /// The machine-readable schema as YAML.
  case yaml
  /// One row a run, as in RFC 4180.
  case csv
  /// Tables for a page in Markdown, as GitHub reads it.
  case markdown
  /// One self-contained page.
  case html
}
