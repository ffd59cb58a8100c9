// SPDX-License-Identifier: Apache-2.0

/// How the schedules of cron jobs are written (`github.com/robfig/cron/v3`, the standard parser).
enum CronSyntax {
  private struct Bounds {
    let least: Int
    let most: Int
    var names: [String] = []
  }

  private static let bounds = [
    Bounds(least: 0, most: 59), Bounds(least: 0, most: 23), Bounds(least: 1, most: 31),
    Bounds(
      least: 1, most: 12,
      names: [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
      ]),
    Bounds(least: 0, most: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]

  /// What is wrong with a schedule.
  static func fault(of schedule: String) -> String? {
    if schedule.hasPrefix("@") { return descriptorFault(schedule) }
    let fields = schedule.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard fields.count == 5 else {
      return "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
    }
    for (field, bounds) in zip(fields, bounds) {
      for part in field.split(separator: ",") {
        if let fault = fault(of: String(part), bounds) { return fault }
      }
    }
    return nil
  }

  private static func descriptorFault(_ schedule: String) -> String? {
    let known = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
    if known.contains(schedule) || schedule.hasPrefix("@every ") { return nil }
    return "unrecognized descriptor: \(schedule)"
  }

  private static func fault(of part: String, _ bounds: Bounds) -> String? {
    let steps = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let range = steps.first, steps.count <= 2 else { return "too many slashes: \(part)" }
    var (low, high) = (bounds.least, bounds.most)
    if range != "*", range != "?" {
      let ends = range.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard ends.count <= 2 else { return "too many hyphens: \(part)" }
      var numbers: [Int] = []
      for end in ends {
        guard let number = number(end, bounds) else {
          return "failed to parse int from \(end): strconv.Atoi: parsing \"\(end)\": invalid syntax"
        }
        numbers.append(number)
      }
      low = numbers[0]
      high = numbers.count > 1 ? numbers[1] : steps.count > 1 ? bounds.most : low
    }
    if steps.count == 2 {
      guard let step = Int(steps[1]) else {
        return "failed to parse int from \(steps[1]): strconv.Atoi: parsing \"\(steps[1])\": "
          + "invalid syntax"
      }
      if step == 0 { return "step of range should be a positive number: \(part)" }
    }
    if low < bounds.least {
      return "beginning of range (\(low)) below minimum (\(bounds.least)): \(part)"
    }
    if high > bounds.most {
      return "end of range (\(high)) above maximum (\(bounds.most)): \(part)"
    }
    if low > high { return "beginning of range (\(low)) beyond end of range (\(high)): \(part)" }
    return nil
  }

  private static func number(_ text: String, _ bounds: Bounds) -> Int? {
    if let index = bounds.names.firstIndex(of: text.lowercased()) { return index + bounds.least }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
