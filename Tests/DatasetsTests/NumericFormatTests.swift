// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing
import VectorPacking

@testable import Datasets

/// Reads text with no options.
func read(
  _ text: String, options: InputOptions = InputOptions(), name: String = "in"
) throws(InputError) -> Instance {
  try InputReader(options: options).read(Array(text.utf8), name: name)
}

/// The error that reading some text ends with.
func failure(_ text: String, options: InputOptions = InputOptions()) -> InputError? {
  do throws(InputError) {
    _ = try read(text, options: options)
    return nil
  } catch {
    return error
  }
}

@Suite("Formats made of numbers")
struct NumericFormatTests {
  @Test("vbp keeps demands as counts and names its dimensions")
  func vectorPacking() throws {
    let instance = try read("2\n100 50\n3\n10 20 4\n1 2 1\n10 20 2\n", name: "a/b/toy.vbp")
    #expect(instance.name == "toy.vbp")
    #expect(instance.format == "vbp")
    #expect(instance.problem.resources.map(\.name) == ["dim1", "dim2"])
    #expect(instance.problem.binTypes == [BinType(capacity: [100, 50])])
    #expect(instance.problem.shapeCount == 2)
    #expect(instance.problem.itemCount == 7)
    #expect(instance.problem.arrivals.map(\.count) == [4, 1, 2])
    #expect(
      instance.sha256 == "1d3c0f15b1dc33e0986f3224acbcd330e6cf4cee67494c06e914043b33869649")
    #expect(instance.units == [.count, .count])
    #expect(instance.assumptions.isEmpty)
  }

  @Test(
    "are told apart by their number of words",
    arguments: [
      ("1\n10\n1\n3 2\n", "vbp", 2), ("1 10 1 3 2", "vbp", 2), ("1\n10\n3\n", "bpp", 1),
      ("3\n10\n5\n4\n3\n", "bpp", 3), ("2\n10\n5 2\n4 3\n", "bpp", 5), ("1\n10\n5 7\n", "bpp", 7),
      ("3\r\n10\r\n5\r\n4\r\n3", "bpp", 3), ("\u{FEFF}3\n10\n5 4 3", "bpp", 3),
      ("2\n10 10\n1\n1 2 3\n", "vbp", 3),
    ])
  func recognition(text: String, format: String, items: Int) throws {
    let instance = try read(text)
    #expect(instance.format == format)
    #expect(instance.problem.itemCount == items)
  }

  @Test("sizes below zero, as some published vbp files have, are taken to be zero and said")
  func negativeSizes() throws {
    let instance = try read("2\n100 100\n2\n51 -1 1\n-2 20 1\n")
    #expect(
      instance.problem.shapes.map { Array(instance.problem.demand(of: $0)) } == [
        [51, 0], [0, 20],
      ])
    #expect(
      instance.assumptions == [
        "2 sizes are below 0, the first in line 4; taken to be 0, so the optimum may be higher "
          + "than published."
      ])
  }

  @Test("no count of words fits two formats")
  func unambiguous() {
    for a in Int64(1)...40 {
      let sizes = a + 2
      let demands = 2 * a + 2
      for m in Int64(1)...40 {
        let vectors = a + 2 + m * (a + 1)
        #expect(vectors != sizes)
        #expect(vectors != demands)
      }
      #expect(sizes != demands)
    }
  }

  @Test("OR-Library files hold several problems, decimals made whole")
  func orLibrary() throws {
    let text = " 2\n u3_00 \n 150 3 2\n42\n69\n100\n t3_00\n100.0 3 1\n49.8\n25.2\n25\n"
    let instances = try InputReader().readAll(Array(text.utf8), name: "binpack")
    #expect(instances.map(\.name) == ["u3_00", "t3_00"])
    #expect(instances[0].problem.binTypes[0].capacity == [150])
    #expect(instances[1].problem.binTypes[0].capacity == [1_000])
    #expect(
      instances[1].problem.shapes.map { instances[1].problem.demand(of: $0, in: 0) } == [
        498, 252, 250,
      ])
    #expect(instances[1].assumptions.contains { $0.contains("multiplied by 10 ") })

    let error = try #require(failure(text))
    #expect(error.line == 1)
    #expect(error.message.contains("Read all of them at once"))
    #expect(try read("1\nonly\n10 1 1\n3\n").name == "only")
  }

  @Test(
    "refusals name the line, the field, what was found and expected",
    arguments: [
      ("", 1, "the file is empty"),
      (" \n\n ", 1, "the file is empty"),
      ("2\n100 50\n3\n10 20 4\n1 2 1\n", 5, "ends after 2 rows of items, expected 3"),
      ("2\n100 50\n2\n10 20 4\n1 2 -1\n", 5, "found '-1', expected 1 to 2147483646"),
      ("2\n100 -50\n1\n10 20 4\n", 2, "found '-50', expected 0 to 9007199254740992"),
      ("1\n100\n-50\n", 3, "found '-50', expected 0 to 9007199254740992"),
      ("2\n100 50\n2\n10 20 4\n1 x 1\n", 5, "found 'x', expected a whole number"),
      ("2\n100 50\n2\n10 20 4\n1 2 0\n", 5, "found '0', expected 1 to"),
      ("2\n100 50\n1000000000000000000\n10 20 4\n", 4, "ends after 1 rows"),
      ("2\n100 99999999999999999999\n1\n10 20 4\n", 2, "expected 0 to 9007199254740992"),
      ("2\n100 50\n1\n10 20 4\n9 9\n", 5, "found '9' behind the 1 rows of items"),
      ("5\n100\n1\n2\n3\n", 5, "ends after 3 sizes, expected 5"),
      ("9223372036854775807\n100\n1\n", 1, "expected 1 to 9223372036854775806"),
      ("2\n10\n5 2\n4\n", 4, "the file ends here"),
      ("3\n10\n5\n4\u{0}\n3\n", 4, "found a NUL byte"),
      ("1\nonly\n10 5 1\n3\n4\n", 5, "ends after 2 sizes of problem 'only', expected 5"),
      ("0\n10\n", 1, "expected 1 to"), ("-3\n10\n1 2 3", 1, "expected 1 to"), ("7", 1, "ends here"),
    ])
  func refusals(text: String, line: Int, message: String) throws {
    let error = try #require(failure(text))
    #expect(error.line == line, "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }

  @Test("bytes that are no UTF-8 are refused at their line")
  func notText() throws {
    let bytes = Array("3\n10\n".utf8) + [0xC3, 0x28] + Array("\n1\n2".utf8)
    let error = #expect(throws: InputError.self) { try InputReader().read(bytes, name: "x") }
    #expect(error?.line == 3)
    #expect(throws: InputError.self) { try InputReader().read([0xFF, 0xFE, 0x31], name: "x") }
  }

  @Test("an error prints as file, line, field and message")
  func description() {
    let error = InputError(file: "a.csv", line: 3, field: "cpu", message: "found 'x'")
    #expect(error.description == "a.csv:3: field 'cpu': found 'x'")
    #expect(InputError(file: "a.csv", message: "m").description == "a.csv: m")
  }

  @Test("--resources chooses dimensions")
  func selection() throws {
    let instance = try read(
      "3\n9 8 7\n1\n3 2 1 1\n", options: InputOptions(resources: ["dim3", "dim1"]))
    #expect(instance.problem.resources.map(\.name) == ["dim3", "dim1"])
    #expect(instance.problem.binTypes[0].capacity == [7, 9])
    #expect(Array(instance.problem.demand(of: 0)) == [1, 3])
    #expect(instance.assumptions.count == 1)
    let error = failure("1\n9\n1\n3 1\n", options: InputOptions(resources: ["cpu"]))
    #expect(error?.message == "found 'cpu', expected some of size")
  }

  @Test(
    "all shared vector packing instances are read",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func sharedInstances() throws {
    var count = 0
    for folder in ["ct-like", "vectorpack-md"] {
      let root = SharedData.folder.appendingPathComponent(folder)
      let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "vbp" else { continue }
        let instance = try InputReader().read(
          [UInt8](try Data(contentsOf: file)), name: file.lastPathComponent)
        #expect(instance.format == "vbp")
        count += 1
      }
    }
    #expect(count == 1_550)
  }
}
