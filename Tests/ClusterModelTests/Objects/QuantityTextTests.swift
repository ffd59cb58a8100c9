// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Amounts as Kubernetes writes them")
struct QuantityTextTests {
  @Test(
    "have the largest suffix that keeps them whole",
    arguments: [
      ("0.5", "500m"), ("1.5Gi", "1536Mi"), ("1024Mi", "1Gi"), ("1000m", "1"), ("1e3", "1e3"),
      ("1E3", "1e3"), ("12e5", "1200e3"), ("1e-3", "1e-3"), ("1500e-3", "1500e-3"), ("3e0", "3"),
      ("0", "0"), ("0Ki", "0"), ("0e3", "0"), ("-0", "0"), ("-0.5", "-500m"), ("-1024Mi", "-1Gi"),
      ("0.5Ki", "512"), ("1Ki", "1Ki"), ("1.5Ki", "1536"), ("1000Ki", "1000Ki"),
      ("0.1Ki", "102400m"), ("1.0001Mi", "1048680857600u"), ("1023", "1023"), ("1024", "1024"),
      ("1000", "1k"), ("1500", "1500"), ("100k", "100k"), ("1000k", "1M"),
      ("123456789", "123456789"),
      ("0.001", "1m"), ("0.0001", "100u"), ("1n", "1n"), ("0.1n", "1n"), ("1.2n", "2n"),
      ("-0.1n", "-1n"), ("1e-300", "1e-9"), ("7Ei", "7Ei"), ("1E", "1E"), ("9000P", "9E"),
      ("1000E", "1000E"), ("1.50", "1500m"), ("+3", "3"), ("100.5e1", "1005"), ("1e300", "1e300"),
    ])
  func canonical(_ text: String, _ canonical: String) throws {
    let quantity = try Quantity(text)
    #expect(quantity.description == canonical)
    #expect(try Quantity(canonical).description == canonical)
  }

  @Test(
    "are compared by what they amount to",
    arguments: [
      ("1Ki", "1024"), ("1", "1000m"), ("0", "-0"), ("1.5Gi", "1536Mi"), ("1e3", "1k"),
      ("0.0009765625Ki", "1"), ("1Ei", "1152921504606846976"),
    ])
  func equal(_ left: String, _ right: String) throws {
    #expect(try Quantity(left) == Quantity(right))
    #expect(try !(Quantity(left) < Quantity(right)))
  }

  @Test("stand in order, also those that no machine word holds")
  func order() throws {
    let ascending = [
      "-1e300", "-1Ei", "-1E", "-1025", "-1Ki", "-1", "-1n", "0", "1e-300", "1n", "999u", "1m",
      "1", "1023", "1Ki", "1025", "1M", "1Mi", "1E", "1Ei", "18446744073709551615Ei", "1e300",
      "1e1000",
    ]
    let quantities = try ascending.map { try Quantity($0) }
    for (index, left) in quantities.enumerated() {
      for (other, right) in quantities.enumerated() {
        #expect((left < right) == (index < other), "\(left) and \(right)")
        #expect((left == right) == (index == other), "\(left) and \(right)")
      }
    }
  }

  @Test(
    "add up exactly",
    arguments: [
      ("1Gi", "512Mi", "1536Mi"), ("500m", "0.5", "1"), ("1", "-1", "0"), ("0", "1Ki", "1Ki"),
      ("1Gi", "1", "1073741825"), ("1k", "1Ki", "2024"), ("1", "-1500m", "-500m"),
      ("0.1", "0.2", "300m"), ("1Ei", "1Ei", "2Ei"),
    ])
  func sums(_ left: String, _ right: String, _ sum: String) throws {
    #expect(try Quantity(left).adding(Quantity(right)).description == sum)
  }

  @Test("refuse a sum that cannot be kept exactly")
  func tooLong() throws {
    let (large, small) = (try Quantity("18446744073709551615"), try Quantity("1n"))
    #expect(throws: QuantityError.tooManyDigits) { try large.adding(small) }
    #expect(throws: QuantityError.tooManyDigits) {
      try Quantity("1e300").adding(Quantity("1e-300"))
    }
  }

  @Test(
    "a percentage is rounded as it is asked",
    arguments: [
      ("25%", 10, 3, 2), ("25%", 4, 1, 1), ("0%", 7, 0, 0), ("100%", 7, 7, 7), ("1%", 1, 1, 0),
      ("150%", 3, 5, 4), ("-25%", 10, -2, -3),
    ])
  func percentages(_ text: String, _ total: Int, _ up: Int, _ down: Int) {
    #expect(IntOrString.string(text).scaled(of: total, rounding: .up) == up)
    #expect(IntOrString.string(text).scaled(of: total, rounding: .down) == down)
  }

  @Test("a number is itself, and other text is no amount")
  func numbers() {
    #expect(IntOrString.int(3).scaled(of: 10, rounding: .up) == 3)
    for text in ["http", "", "%", "25", "2.5%", "25 %"] {
      #expect(IntOrString.string(text).scaled(of: 10, rounding: .up) == nil, "\(text)")
    }
    #expect(IntOrString(Value.integer(5)) == .int(5))
    #expect(IntOrString(Value.string("25%"))?.value == "25%")
    #expect(IntOrString(Value.bool(true)) == nil)
  }
}
