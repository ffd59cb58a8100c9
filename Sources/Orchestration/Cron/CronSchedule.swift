// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Moments at which something is due, as cron writes them: `*/15 8-18 * * mon-fri`, `@daily`.
///
/// It is the language of `github.com/robfig/cron/v3` (`ParseStandard`), which Kubernetes uses: five
/// fields with lists, ranges, steps and names, `?` for `*`, the descriptors `@yearly`, `@annually`,
/// `@monthly`, `@weekly`, `@daily`, `@midnight`, `@hourly` and `@every` with a duration, and `TZ=` or
/// `CRON_TZ=` in front. Where both the day of the month and the day of the week are restricted, one
/// of them is enough.
package struct CronSchedule: Sendable, Hashable {
  /// What is due when.
  private enum Rule: Hashable {
    /// In the minutes that all fields allow.
    case fields(CronFields)
    /// After every period, in seconds.
    case every(Int64)
  }

  private let rule: Rule
  /// The zone whose clock counts.
  package let zone: CronZone

  /// Reads a schedule.
  ///
  /// - Parameters:
  ///   - text: The schedule.
  ///   - zone: The zone whose clock counts, unless the schedule itself names one.
  /// - Throws: What is wrong with it.
  package init(_ text: String, zone: CronZone = .utc) throws(CronFault) {
    var rest = text[...]
    var zone = zone
    for prefix in ["CRON_TZ=", "TZ="] where rest.hasPrefix(prefix) {
      let name = rest.dropFirst(prefix.count).prefix { $0 != " " }
      guard let named = CronZone(String(name)) else {
        throw CronFault("provided bad location \(name): unknown time zone \(name)")
      }
      zone = named
      rest = rest.dropFirst(prefix.count + name.count)
      break
    }
    self.zone = zone
    let words = rest.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard let first = words.first else { throw CronFault("empty spec string") }
    if first.hasPrefix("@") {
      rule = try Self.descriptor(first, words)
      return
    }
    guard words.count == 5 else {
      throw CronFault(
        "expected exactly 5 fields, found \(words.count): [\(words.joined(separator: " "))]")
    }
    rule = .fields(try CronFields(words))
  }

  private static func descriptor(
    _ name: String, _ words: [String]
  ) throws(CronFault) -> Rule {
    let fields: String
    switch (name, words.count) {
    case ("@yearly", 1), ("@annually", 1): fields = "0 0 1 1 *"
    case ("@monthly", 1): fields = "0 0 1 * *"
    case ("@weekly", 1): fields = "0 0 * * 0"
    case ("@daily", 1), ("@midnight", 1): fields = "0 0 * * *"
    case ("@hourly", 1): fields = "0 * * * *"
    case ("@every", 2):
      guard let seconds = seconds(words[1]) else {
        throw CronFault("failed to parse duration \(words.joined(separator: " "))")
      }
      return .every(max(1, seconds))
    default: throw CronFault("unrecognized descriptor: \(words.joined(separator: " "))")
    }
    return .fields(try CronFields(fields.split(separator: " ").map(String.init)))
  }

  /// Reads a duration such as `1h30m` in whole seconds.
  private static func seconds(_ text: String) -> Int64? {
    var (total, number) = (Int64(0), Int64?.none)
    for character in text {
      if let digit = character.wholeNumberValue, character.isASCII {
        let (tens, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !isTooLarge, tens < 1_000_000_000_000 else { return nil }
        number = tens + Int64(digit)
        continue
      }
      guard let count = number, let factor: Int64 = ["h": 3_600, "m": 60, "s": 1][character] else {
        return nil
      }
      total += count * factor
      number = nil
    }
    return number == nil && total > 0 ? total : nil
  }

  /// The first moment after another at which something is due.
  ///
  /// - Parameter moment: The other moment.
  /// - Returns: The moment; `nil` where there is none within five years.
  /// - Complexity: Linear in the days up to it.
  package func next(after moment: Timestamp) -> Timestamp? {
    let seconds = moment.wholeSecond.microseconds / 1_000_000
    switch rule {
    case .every(let period): return Timestamp(seconds: seconds + period)
    case .fields(let fields):
      let local = seconds + zone.offset
      guard let next = fields.nextMinute(after: local) else { return nil }
      return Timestamp(seconds: next - zone.offset)
    }
  }
}

/// Why a schedule cannot be read.
package struct CronFault: Error, Hashable {
  /// What is wrong.
  package let message: String

  init(_ message: String) { self.message = message }
}
