// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Frees the lines of a log of the values of Secrets before anybody sees them.
final class RedactingSink: EventSink {
  private let next: any EventSink
  private let ledger: SecretLedger

  init(_ ledger: SecretLedger, next: any EventSink) { (self.ledger, self.next) = (ledger, next) }

  func take(_ entry: LogEntry) {
    let values = ledger.values
    guard !values.isEmpty else { return next.take(entry) }
    var entry = entry
    entry.what = values.redacted(entry.what)
    entry.details = entry.details.map { ($0.name, values.redacted($0.value)) }
    next.take(entry)
  }
}

extension SimulationResult {
  /// The result without the values of Secrets, which expectations and refusals may have quoted.
  func redacted(_ values: SecretValues) -> SimulationResult {
    guard !values.isEmpty else { return self }
    var result = self
    result.expectations = expectations.map { expectation in
      var expectation = expectation
      expectation.found = values.redacted(expectation.found)
      expectation.expected = values.redacted(expectation.expected)
      return expectation
    }
    result.refusals = [:]
    for (message, count) in refusals {
      result.refusals[values.redacted(message), default: 0] += count
    }
    return result
  }
}
