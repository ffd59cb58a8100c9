// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Amounts of compose files")
struct ComposeAmountTests {
  @Test(
    "sizes are powers of 1,024 whatever the unit looks like",
    arguments: [
      ("512M", 536_870_912), ("1gb", 1_073_741_824), ("1.5g", 1_610_612_736),
      ("64m", 67_108_864), ("1048576", 1_048_576), ("\"300\"", 300), ("10b", 10),
      ("2k", 2_048), ("2KiB", 2_048), ("1 MB", 1_048_576), ("0.1k", 103), ("1t", 1 << 40),
      ("1P", 1 << 50), ("0", 0), ("8191p", 8_191 << 50),
    ] as [(String, Int64)])
  func sizes(_ text: String, _ bytes: Int64) throws {
    #expect(try ComposeDocuments.service("mem_limit: \(text)").deploy.limits.memory == bytes)
  }

  @Test(
    "other sizes are refused",
    arguments: [
      "-1", "x", "1e3", "1ib", ".5g", "5.g", "1.2.3", "1 x", "8192p", "M", "1gm", "''",
    ])
  func noSizes(_ text: String) {
    let error = #expect(throws: ComposeError.self) {
      try ComposeDocuments.service("mem_limit: \(text)")
    }
    #expect(error?.field == "services.s.mem_limit")
    #expect(error?.expected == "a size such as 512M, 1.5g or 1048576")
  }

  @Test(
    "CPUs are counted in billionths",
    arguments: [
      ("0.5", 500_000_000), ("\"0.25\"", 250_000_000), ("2", 2_000_000_000), ("0.50", 500_000_000),
      ("0.000000001", 1), ("0", 0),
    ] as [(String, Int64)])
  func cpus(_ text: String, _ nano: Int64) throws {
    #expect(try ComposeDocuments.service("cpus: \(text)").deploy.limits.nanoCPUs == nano)
  }

  @Test(
    "other numbers of CPUs are refused",
    arguments: ["-1", "500m", "1e3", "0.0000000001", "99999999999", "[1]"])
  func noCPUs(_ text: String) {
    let error = #expect(throws: ComposeError.self) {
      try ComposeDocuments.service("cpus: \(text)")
    }
    #expect(error?.field == "services.s.cpus")
  }

  @Test(
    "durations are those of Go",
    arguments: [
      ("1m30s", 90_000_000_000), ("10s", 10_000_000_000), ("500ms", 500_000_000),
      ("1.5h", 5_400_000_000_000), ("1h0m0.5s", 3_600_500_000_000), ("3us", 3_000),
      ("3µs", 3_000), ("7ns", 7), ("0", 0), ("0s", 0), (".5s", 500_000_000), ("2.s", 2_000_000_000),
      ("0.9999999999s", 999_999_999), ("2562047h", 9_223_369_200_000_000_000),
    ] as [(String, Int64)])
  func durations(_ text: String, _ nanoseconds: Int64) throws {
    let service = try ComposeDocuments.service("stop_grace_period: \(text)")
    #expect(service.stopGracePeriod == .nanoseconds(nanoseconds))
  }

  @Test(
    "other durations are refused",
    arguments: ["10", "s", "-1s", "1d", "1s2", "1.2.3s", ".s", "2562048h", "''", "1 s", "{}"])
  func noDurations(_ text: String) {
    let error = #expect(throws: ComposeError.self) {
      try ComposeDocuments.service("stop_grace_period: \(text)")
    }
    #expect(error?.field == "services.s.stop_grace_period")
    #expect(error?.expected == "a duration such as 1m30s, 10s or 500ms")
  }

  @Test("durations of all units together are their sum")
  func durationSums() throws {
    var random = ComposeRandom(seed: 7)
    let units: [(String, Int64)] = [
      ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
      ("us", 1_000), ("ns", 1),
    ]
    for _ in 0..<300 {
      var (text, sum) = ("", Int64(0))
      for (name, unit) in units where random.below(2) == 0 {
        let whole = Int64(random.below(1_000))
        text += "\(whole)"
        sum += whole * unit
        if unit >= 1_000, random.below(2) == 0 {
          let thousandths = Int64(random.below(1_000))
          text += "." + String(String(1_000 + thousandths).dropFirst())
          sum += thousandths * (unit / 1_000)
        }
        text += name
      }
      guard !text.isEmpty else { continue }
      let service = try ComposeDocuments.service("stop_grace_period: \(text)")
      #expect(service.stopGracePeriod == .nanoseconds(sum), "\(text)")
    }
  }
}
