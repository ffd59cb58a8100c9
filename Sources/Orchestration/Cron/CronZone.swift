// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A time zone whose clock is always the same time ahead of UTC or behind.
///
/// There is no table of zones that change their clocks, so only such are known that do not: UTC and
/// its other names, `Etc/GMT+5` and its like (whose sign is the other way round), and the zones of
/// large countries without summer time.
package struct CronZone: Sendable, Hashable {
  /// The name, as `timeZone` has it.
  package let name: String
  /// How many seconds its clock is ahead of UTC.
  package let offset: Int64

  /// Coordinated Universal Time.
  package static let utc = CronZone(name: "UTC", offset: 0)

  private init(name: String, offset: Int64) { (self.name, self.offset) = (name, offset) }

  private static let sameAsUTC: Set<String> = [
    "", "UTC", "Etc/UTC", "Etc/UCT", "UCT", "Etc/Universal", "Universal", "Etc/Zulu", "Zulu",
    "GMT", "Etc/GMT", "GMT0", "Etc/GMT0", "Etc/Greenwich", "Greenwich", "Africa/Abidjan",
    "Africa/Accra", "Atlantic/Reykjavik", "Iceland",
  ]

  /// Minutes ahead of UTC (tz database, 2024a).
  private static let fixed: [String: Int64] = [
    "Africa/Johannesburg": 120, "Africa/Lagos": 60, "Africa/Nairobi": 180,
    "America/Argentina/Buenos_Aires": -180, "America/Bogota": -300, "America/Caracas": -240,
    "America/Lima": -300, "America/Mexico_City": -360, "America/Panama": -300,
    "America/Phoenix": -420, "America/Sao_Paulo": -180, "Asia/Bangkok": 420,
    "Asia/Calcutta": 330, "Asia/Dhaka": 360, "Asia/Dubai": 240, "Asia/Ho_Chi_Minh": 420,
    "Asia/Hong_Kong": 480, "Asia/Jakarta": 420, "Asia/Karachi": 300, "Asia/Kathmandu": 345,
    "Asia/Kolkata": 330, "Asia/Kuala_Lumpur": 480, "Asia/Manila": 480, "Asia/Riyadh": 180,
    "Asia/Seoul": 540, "Asia/Shanghai": 480, "Asia/Singapore": 480, "Asia/Taipei": 480,
    "Asia/Tashkent": 300, "Asia/Tokyo": 540, "Australia/Brisbane": 600, "Australia/Perth": 480,
    "Europe/Istanbul": 180, "Europe/Minsk": 180, "Europe/Moscow": 180, "Japan": 540,
    "PRC": 480, "Pacific/Honolulu": -600, "ROK": 540, "Singapore": 480, "US/Arizona": -420,
    "US/Hawaii": -600,
  ]

  /// Finds a zone; there is none where it is not known, or changes its clock.
  ///
  /// - Parameter name: The name; empty for UTC.
  package init?(_ name: String) {
    if Self.sameAsUTC.contains(name) {
      self.init(name: name, offset: 0)
    } else if let minutes = Self.fixed[name] {
      self.init(name: name, offset: minutes * 60)
    } else if name.hasPrefix("Etc/GMT"), let hours = Int64(name.dropFirst(7)),
      name.utf8.count > 8 || hours == 0, (-14...12).contains(hours)
    {
      self.init(name: name, offset: -hours * 3_600)
    } else {
      return nil
    }
  }

  /// A moment by the zone's clock, as RFC 3339 has it.
  func text(_ moment: Timestamp) -> String {
    guard offset != 0 else { return moment.wholeSecond.description }
    let local = moment.wholeSecond.advanced(by: offset * 1_000_000).description.dropLast()
    let minutes = abs(offset) / 60
    func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return local + (offset < 0 ? "-" : "+") + "\(padded(minutes / 60)):\(padded(minutes % 60))"
  }
}
