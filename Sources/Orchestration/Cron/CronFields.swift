// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The five fields of a cron schedule, each a set of numbers.
///
/// From `github.com/robfig/cron/v3` (`parser.go`, `spec.go`).
struct CronFields: Hashable {
  private let minutes: UInt64
  private let hours: UInt64
  private let days: UInt64
  private let months: UInt64
  private let weekdays: UInt64
  /// Whether the day of the month or that of the week may be any.
  private let isAnyDay: Bool

  private struct Bounds {
    var low: Int
    var high: Int
    var names: [String] = []
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  /// Reads five fields.
  init(_ words: [String]) throws(CronFault) {
    minutes = try Self.field(words[0], Bounds(low: 0, high: 59)).bits
    hours = try Self.field(words[1], Bounds(low: 0, high: 23)).bits
    let day = try Self.field(words[2], Bounds(low: 1, high: 31))
    months = try Self.field(words[3], Bounds(low: 1, high: 12, names: Self.months)).bits
    let weekday = try Self.field(words[4], Bounds(low: 0, high: 6, names: Self.weekdays))
    (days, weekdays) = (day.bits, weekday.bits)
    isAnyDay = day.isAny || weekday.isAny
  }

  private static func field(
    _ text: String, _ bounds: Bounds
  ) throws(CronFault) -> (bits: UInt64, isAny: Bool) {
    var (bits, isAny) = (UInt64(0), false)
    for part in text.split(separator: ",", omittingEmptySubsequences: true) {
      let range = try range(String(part), bounds)
      bits |= range.bits
      isAny = isAny || range.isAny
    }
    return (bits, isAny)
  }

  private static func range(
    _ text: String, _ bounds: Bounds
  ) throws(CronFault) -> (bits: UInt64, isAny: Bool) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let limits = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    var (start, end, step, isAny) = (bounds.low, bounds.high, 1, false)
    if limits[0] == "*" || limits[0] == "?" {
      isAny = true
    } else {
      start = try number(limits[0], bounds)
      switch limits.count {
      case 1: end = start
      case 2: end = try number(limits[1], bounds)
      default: throw CronFault("too many hyphens: \(text)")
      }
    }
    switch parts.count {
    case 1: break
    case 2:
      step = try number(parts[1], Bounds(low: 0, high: 0))
      // A single number with a step goes up to the end.
      if limits.count == 1, !isAny { end = bounds.high }
      if step > 1 { isAny = false }
    default: throw CronFault("too many slashes: \(text)")
    }
    guard start >= bounds.low else {
      throw CronFault("beginning of range (\(start)) below minimum (\(bounds.low)): \(text)")
    }
    guard end <= bounds.high else {
      throw CronFault("end of range (\(end)) above maximum (\(bounds.high)): \(text)")
    }
    guard start <= end else {
      throw CronFault("beginning of range (\(start)) beyond end of range (\(end)): \(text)")
    }
    guard step > 0 else { throw CronFault("step of range should be a positive number: \(text)") }
    var bits: UInt64 = 0
    for number in stride(from: start, through: end, by: step) { bits |= 1 << UInt64(number) }
    return (bits, isAny)
  }

  private static func number(_ text: String, _ bounds: Bounds) throws(CronFault) -> Int {
    if let index = bounds.names.firstIndex(of: text.lowercased()) { return index + bounds.low }
    guard let number = Int(text) else {
      throw CronFault(
        "failed to parse int from \(text): strconv.Atoi: parsing \"\(text)\": invalid syntax")
    }
    guard number >= 0 else { throw CronFault("negative number (\(number)) not allowed: \(text)") }
    return number
  }

  private static func has(_ bits: UInt64, _ number: Int64) -> Bool {
    bits >> UInt64(number) & 1 == 1
  }

  private func allows(day: Int64) -> Bool {
    let date = CivilDate.date(ofDay: day)
    guard Self.has(months, date.month) else { return false }
    // The first of January 1970 was a Thursday.
    let weekday = ((day + 4) % 7 + 7) % 7
    let (isDay, isWeekday) = (Self.has(days, date.day), Self.has(weekdays, weekday))
    return isAnyDay ? isDay && isWeekday : isDay || isWeekday
  }

  /// The first minute after a moment that all fields allow.
  ///
  /// - Parameter moment: Seconds of the zone's clock since 1970.
  /// - Returns: The beginning of the minute; `nil` where there is none within five years.
  func nextMinute(after moment: Int64) -> Int64? {
    let first = (moment / 60 + 1) * 60
    let firstDay = first / 86_400
    let lastYear = CivilDate.date(ofDay: firstDay).year + 5
    var day = firstDay
    while CivilDate.date(ofDay: day).year <= lastYear {
      if allows(day: day) {
        let begin = day == firstDay ? first % 86_400 / 60 : 0
        for minute in begin..<1_440
        where Self.has(hours, minute / 60) && Self.has(minutes, minute % 60) {
          return day * 86_400 + minute * 60
        }
      }
      day += 1
    }
    return nil
  }
}
