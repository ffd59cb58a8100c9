// SPDX-License-Identifier: Apache-2.0

/// Counts the lines that expectations ask about, so that the log itself need not be kept.
final class LogTally: EventSink {
  /// What was found of a pattern.
  struct Finding {
    var count = 0
    var first: (index: Int, time: Int64)?
  }

  private(set) var findings: [Expectation.LogPattern: Finding] = [:]
  private let next: (any EventSink)?
  private var count = 0

  init(_ patterns: [Expectation.LogPattern], next: (any EventSink)?) {
    self.next = next
    for pattern in patterns { findings[pattern] = Finding() }
  }

  func take(_ entry: LogEntry) {
    count += 1
    for pattern in findings.keys where pattern.matches(entry) {
      findings[pattern]?.count += 1
      if findings[pattern]?.first == nil { findings[pattern]?.first = (count, entry.time) }
    }
    next?.take(entry)
  }
}

extension Expectation {
  /// The patterns of lines that it asks about.
  var logPatterns: [LogPattern] {
    switch condition {
    case .log(let pattern, _): [pattern]
    case .order(let one, let other): [one, other]
    default: []
    }
  }
}
