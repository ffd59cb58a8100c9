// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Orchestration

/// A length of virtual time as users write it: `90s`, `1h30m`, `7d`.
struct VirtualTime: ExpressibleByArgument {
  /// The length.
  var microseconds: Int64

  /// Reads a length above zero.
  init?(argument: String) {
    guard let time = DurationText.parse(argument), time > 0 else { return nil }
    microseconds = time
  }
}
