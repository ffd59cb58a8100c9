// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reporting

/// An output format as users name it.
struct OutputFormatName: ExpressibleByArgument, CaseIterable {
  /// The format.
  var format: OutputFormat

  /// Every format.
  static var allCases: [OutputFormatName] { OutputFormat.allCases.map { OutputFormatName($0) } }

  /// The names that help and completions show.
  static var allValueStrings: [String] { OutputFormat.allCases.map { $0.rawValue } }

  init(_ format: OutputFormat) {
    self.format = format
  }

  init?(argument: String) {
    guard let format = OutputFormat(rawValue: argument) else { return nil }
    self.format = format
  }
}
