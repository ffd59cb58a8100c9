// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct CronScheduleTests {
  /// Moments without seconds, such as `2026-01-01 00:00`.
  static func moment(_ text: String) -> Timestamp? {
    Timestamp(rfc3339: text.replacing(" ", with: "T") + ":00Z")
  }

  @Test(
    arguments: [
      ("* * * * *", "2026-01-01 00:00", "2026-01-01 00:01"),
      ("*/15 * * * *", "2026-01-01 00:00", "2026-01-01 00:15"),
      ("5/20 * * * *", "2026-01-01 00:06", "2026-01-01 00:25"),
      ("0 9-17/4 * * *", "2026-01-01 09:00", "2026-01-01 13:00"),
      ("0 9-17/4 * * *", "2026-01-01 17:30", "2026-01-02 09:00"),
      ("30 6 * * mon-fri", "2026-01-02 07:00", "2026-01-05 06:30"),
      ("30 6 * * 0", "2026-01-02 07:00", "2026-01-04 06:30"),
      ("0 0 1 JAN,jul *", "2026-01-01 00:00", "2026-07-01 00:00"),
      ("0 0 31 * *", "2026-01-31 00:00", "2026-03-31 00:00"),
      ("0 0 29 2 *", "2026-01-01 00:00", "2028-02-29 00:00"),
      // One of the two days is enough where both are restricted, else both count.
      ("0 0 13 * fri", "2026-01-01 00:00", "2026-01-02 00:00"),
      ("0 0 13 * fri", "2026-01-10 00:00", "2026-01-13 00:00"),
      ("0 0 13 * */2", "2026-01-01 00:00", "2026-01-03 00:00"),
      ("0 0 13 * ?", "2026-01-01 00:00", "2026-01-13 00:00"),
      ("@hourly", "2026-01-01 00:30", "2026-01-01 01:00"),
      ("@daily", "2026-01-01 00:30", "2026-01-02 00:00"),
      ("@midnight", "2026-01-01 00:30", "2026-01-02 00:00"),
      ("@weekly", "2026-01-01 00:30", "2026-01-04 00:00"),
      ("@monthly", "2026-01-01 00:30", "2026-02-01 00:00"),
      ("@yearly", "2026-01-01 00:30", "2027-01-01 00:00"),
      ("@annually", "2026-01-01 00:30", "2027-01-01 00:00"),
      ("@every 1h30m", "2026-01-01 00:10", "2026-01-01 01:40"),
      ("TZ=Asia/Tokyo 0 9 * * *", "2026-01-01 12:00", "2026-01-02 00:00"),
      ("CRON_TZ=Etc/GMT+5 0 9 * * *", "2026-01-01 12:00", "2026-01-01 14:00"),
    ])
  func theNextTimeIsFound(_ text: String, _ after: String, _ expected: String) throws {
    let schedule = try CronSchedule(text)
    let start = try #require(Self.moment(after))
    #expect(schedule.next(after: start) == Self.moment(expected))
  }

  @Test func someTimesNeverCome() throws {
    let start = try #require(Self.moment("2026-01-01 00:00"))
    #expect(try CronSchedule("59 23 31 2 *").next(after: start) == nil)
  }

  @Test(
    arguments: [
      ("", "empty spec string"),
      ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
      ("60 * * * *", "end of range (60) above maximum (59): 60"),
      ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
      ("* * * * 7", "end of range (7) above maximum (6): 7"),
      ("9-5 * * * *", "beginning of range (9) beyond end of range (5): 9-5"),
      ("*/0 * * * *", "step of range should be a positive number: */0"),
      ("1-2-3 * * * *", "too many hyphens: 1-2-3"), ("1/2/3 * * * *", "too many slashes: 1/2/3"),
      ("x * * * *", "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax"),
      ("-5 * * * *", "failed to parse int from : strconv.Atoi: parsing \"\": invalid syntax"),
      ("@often", "unrecognized descriptor: @often"),
      ("@every soon", "failed to parse duration @every soon"),
      ("TZ=Mars/Base * * * * *", "provided bad location Mars/Base: unknown time zone Mars/Base"),
    ])
  func faultsAreTold(_ text: String, _ message: String) {
    #expect {
      try CronSchedule(text)
    } throws: { error in
      (error as? CronFault)?.message == message
    }
  }

  @Test(
    arguments: [
      ("UTC", 0), ("", 0), ("Etc/GMT-2", 7_200), ("Etc/GMT+12", -43_200), ("Etc/GMT+13", nil),
      ("Asia/Kolkata", 19_800), ("America/Phoenix", -25_200), ("Europe/Berlin", nil),
      ("Nowhere", nil),
    ] as [(String, Int64?)])
  func zones(_ name: String, _ offset: Int64?) {
    #expect(CronZone(name)?.offset == offset)
  }

  @Test func momentsAreWrittenByTheClockOfTheZone() throws {
    let moment = Timestamp(seconds: 1_767_225_600)
    #expect(CronZone("UTC")?.text(moment) == "2026-01-01T00:00:00Z")
    #expect(CronZone("Asia/Kolkata")?.text(moment) == "2026-01-01T05:30:00+05:30")
    #expect(CronZone("America/Phoenix")?.text(moment) == "2025-12-31T17:00:00-07:00")
    #expect(moment.rfc1123 == "Thu, 01 Jan 2026 00:00:00 +0000")
  }

  /// Random schedules, compared with a look at every minute.
  @Test(arguments: 1...20)
  func everyMinuteIsJudgedAlike(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    func field(_ low: Int, _ high: Int) -> (text: String, allowed: Set<Int>) {
      let span = high - low + 1
      switch random.below(4) {
      case 0: return ("*", Set(low...high))
      case 1:
        let step = 2 + random.below(5)
        return ("*/\(step)", Set(stride(from: low, through: high, by: step)))
      case 2:
        let first = low + random.below(span)
        let last = first + random.below(high - first + 1)
        return ("\(first)-\(last)", Set(first...last))
      default:
        let (one, other) = (low + random.below(span), low + random.below(span))
        return ("\(one),\(other)", [one, other])
      }
    }
    let (minute, hour) = (field(0, 59), field(0, 23))
    let (day, month, weekday) = (field(1, 31), field(1, 12), field(0, 6))
    let text = [minute, hour, day, month, weekday].map(\.text).joined(separator: " ")
    let schedule = try CronSchedule(text)
    var moment = Timestamp(seconds: 1_767_225_600 + Int64(random.below(31_000_000)))
    // Four days are looked at, from wherever it begins.
    let end = moment.advanced(by: 4 * 86_400_000_000)
    var found: [Timestamp] = []
    while let next = schedule.next(after: moment), next <= end {
      found.append(next)
      moment = next
      if found.count == 200 { break }
    }
    let last = found.count == 200 ? found[199] : end
    var expected: [Timestamp] = []
    let start = end.advanced(by: -4 * 86_400_000_000).microseconds
    var candidate = (start / 60_000_000 + 1) * 60_000_000
    while candidate <= last.microseconds {
      let seconds = candidate / 1_000_000
      let date = CivilDate.date(ofDay: seconds / 86_400)
      let isAnyDay = day.text == "*" || weekday.text == "*"
      let isDay = day.allowed.contains(Int(date.day))
      let isWeekday = weekday.allowed.contains(Int((seconds / 86_400 + 4) % 7))
      if minute.allowed.contains(Int(seconds / 60 % 60)),
        hour.allowed.contains(Int(seconds / 3_600 % 24)),
        month.allowed.contains(Int(date.month)),
        isAnyDay ? isDay && isWeekday : isDay || isWeekday
      {
        expected.append(Timestamp(microseconds: candidate))
      }
      candidate += 60_000_000
    }
    #expect(found == expected)
  }
}
