// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing
import VectorPacking

@Suite("Quantities")
struct QuantityTests {
  @Test(
    "are read exactly",
    arguments: [
      ("500m", 500, 1), ("0.5", 500, 1), ("1e3", 1_000_000, 1_000), ("1E3", 1_000_000, 1_000),
      ("128974848", 128_974_848_000, 128_974_848), ("1.5Gi", 1_610_612_736_000, 1_610_612_736),
      ("1Gi", 1_073_741_824_000, 1_073_741_824), ("2k", 2_000_000, 2_000), ("-1", -1_000, -1),
      ("1E", nil, 1_000_000_000_000_000_000), ("7Ei", nil, 8_070_450_532_247_928_832),
      ("1u", 1, 1), ("1n", 1, 1), ("1500u", 2, 1), ("0", 0, 0), ("0.000", 0, 0), ("+3", 3_000, 3),
      (".5", 500, 1), ("5.", 5_000, 5), ("1e-3", 1, 1), ("100.50", 100_500, 101),
      ("0.1000000000000000000000000000000", 100, 1), ("1.0001", 1_001, 2), ("0Ei", 0, 0),
      ("12e6", 12_000_000_000, 12_000_000), ("0.1Ki", 102_400, 103),
      ("9223372036854775807", nil, .max),
    ] as [(String, Int64?, Int64)])
  func reading(text: String, milli: Int64?, count: Int64) throws {
    let quantity = try Quantity(text)
    if let milli {
      #expect(try quantity.value(in: .milli) == milli)
    } else {
      #expect(throws: QuantityError.overflow) { try quantity.value(in: .milli) }
    }
    #expect(try quantity.value(in: .count) == count)
  }

  @Test(
    "that are no amounts are refused",
    arguments: [
      ("", .empty), ("m", .notANumber), ("-", .notANumber), (".", .notANumber),
      ("1ki", .unknownSuffix),
      ("1e", .unknownSuffix), ("1e+", .unknownSuffix), ("1 Gi", .unknownSuffix),
      ("1Gi ", .unknownSuffix), ("0x10", .unknownSuffix), ("1..2", .unknownSuffix),
      ("1KiB", .unknownSuffix), ("1e99999999999", .overflow),
      ("99999999999999999999", .tooManyDigits), ("NaN", .notANumber), ("١", .notANumber),
    ] as [(String, QuantityError)])
  func refusals(text: String, expected: QuantityError) {
    #expect(throws: expected) { try Quantity(text) }
  }

  @Test(
    "too large for 64 bits are refused, however they are written",
    arguments: ["8Ei", "9223372036854775808", "1e19", "16Ei", "1e300", "18446744073709551615E"])
  func overflow(text: String) throws {
    let quantity = try Quantity(text)
    #expect(throws: QuantityError.overflow) { try quantity.value(in: .count) }
  }

  @Test("round up, as Kubernetes does, and say so")
  func rounding() throws {
    #expect(try Quantity("0.0001").exactValue(in: .milli) == (1, false))
    #expect(try Quantity("0.001").exactValue(in: .milli) == (1, true))
    #expect(try Quantity("1.5").exactValue(in: .count) == (2, false))
    #expect(try Quantity("-1.5").exactValue(in: .count) == (-2, false))
    #expect(try Quantity("1e-300").exactValue(in: .count) == (1, false))
  }

  @Test("scale by powers exactly")
  func scaling() throws {
    #expect(try Quantity("30517").scaled(powerOfTwo: 20).value(in: .bytes) == 30_517 << 20)
    #expect(try Quantity("250").scaled(powerOfTen: -3).value(in: .milli) == 250)
    #expect(throws: QuantityError.overflow) {
      try Quantity("1Ei").scaled(powerOfTwo: 20).value(in: .bytes)
    }
  }

  @Test("written for people read back as the same amount")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 7)
    for unit in [QuantityUnit.milli, .bytes, .count] {
      for _ in 0..<500 {
        let value = Int64(random.below(1 << 50) >> random.below(50)) << Int64(random.below(13))
        let text = unit.format(value)
        #expect(try Quantity(text).value(in: unit) == value, "\(text) in \(unit)")
      }
    }
    #expect(QuantityUnit.milli.format(96_000) == "96")
    #expect(QuantityUnit.milli.format(500) == "500m")
    #expect(QuantityUnit.bytes.format(384 << 30) == "384Gi")
    #expect(QuantityUnit.bytes.format(30_517 << 20) == "30517Mi")
    #expect(QuantityUnit.bytes.format(0) == "0")
  }

  @Test(
    "are counted in the unit that Kubernetes uses",
    arguments: [
      ("cpu", .milli), ("memory", .bytes), ("ephemeral-storage", .bytes),
      ("hugepages-2Mi", .bytes), ("nvidia.com/gpu", .count), ("pods", .count),
    ] as [(String, QuantityUnit)])
  func units(resource: String, unit: QuantityUnit) {
    #expect(QuantityUnit(forResource: resource) == unit)
  }
}
