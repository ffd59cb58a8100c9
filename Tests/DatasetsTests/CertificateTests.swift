// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import VectorPacking

@testable import Datasets

/// A certificate in which every field occurs.
private func sample() throws -> Certificate {
  var builder = PackingProblem.Builder(
    resources: [Resource("cpu"), Resource("gpu", deviceUnit: 100)], mergingAlikeShapes: false)
  builder.add(BinType(name: "large", capacity: [10, 200], load: [0, 100], cost: 3, available: 4))
  builder.add(BinType(name: "small", capacity: [6, 0], cost: 2))
  let web = builder.add(demand: [3, 0], count: 4, perBinLimit: 2, name: "web")
  let job = builder.add(demand: [3, 0], count: 1, name: "job")
  builder.add(demand: [5, 40], count: 2, binTypes: [0], name: "model")
  builder.addConflict(web, job)
  builder.addSpread(of: [web], over: [7, 9], maxSkew: 4)
  builder.addSpread(of: [2], over: [7, nil], maxSkew: 1)
  let problem = try builder.build()
  var packing = Packing.Builder()
  packing.add(binType: 1, count: 2, contents: [ShapeCount(shape: 0, count: 2)])
  packing.add(binType: 0, contents: [ShapeCount(shape: 2, count: 2)])
  packing.add(binType: 1, contents: [ShapeCount(shape: 1, count: 1)])
  let count = BoundProof.BinCount(binTypes: [0, 1], atLeast: [ShapeCount(shape: 0, count: 2)])
  let cut = BoundProof.RankOneCut(
    numerators: [ShapeCount(shape: 0, count: 1), ShapeCount(shape: 1, count: 2)], denominator: 3)
  let few = BoundProof.DualSolution(
    scale: 4, shapes: [1, -2, 3], binTypes: [5, 0], unplaced: 6,
    rows: [
      .init(row: .atMost(count, 1), price: -7), .init(row: .cut(cut), price: -8),
      .init(row: .spread(rule: 0, domain: 1, over: 2), price: -9),
    ])
  let more = BoundProof.DualSolution(
    scale: 1 << 62, shapes: [0, 0, 0], binTypes: [0, 0],
    rows: [.init(row: .atLeast(count, 2), price: 1)])
  return Certificate(
    version: "1.2.3", input: "pods.csv", sha256: "ab12", problem: problem,
    packing: packing.build(for: problem),
    proofs: [
      BoundProof(
        objective: .cost, value: -5, mostUnplaced: 3,
        nodes: [.split(count, most: 1, fewer: 1, more: 2), .leaf(few), .leaf(more)])
    ])
}

@Suite("Certificate files")
struct CertificateTests {
  @Test("what is written is read as the same")
  func roundTrip() throws {
    let certificate = try sample()
    let bytes = try CertificateWriter.bytes(of: certificate)
    let read = try CertificateReader.read(bytes, name: "c.json")
    #expect(read.version == "1.2.3")
    #expect(read.input == "pods.csv")
    #expect(read.sha256 == "ab12")
    #expect(read.proofs == certificate.proofs)
    #expect(read.packing == certificate.packing)
    #expect(read.stated == certificate.stated)
    #expect(read.problem.binTypes == certificate.problem.binTypes)
    #expect(read.problem.conflicts(of: 0) == [1])
    #expect(read.problem.spreadRules == certificate.problem.spreadRules)
    #expect(read.problem.domains(of: 0) == [7, 9])
    #expect(read.problem.perBinLimit(of: 0) == 2)
    #expect(!read.problem.isCompatible(2, with: 1))
    #expect(try CertificateWriter.bytes(of: read) == bytes)
  }

  @Test(
    "are refused with the field",
    arguments: [
      ("\"schedbench.certificate/v1\"", "\"schedbench.certificate/v9\"", "schema"),
      ("\"version\":\"1.2.3\"", "\"version\":1", "version"),
      ("\"sha256\":\"ab12\"", "\"sha\":\"ab12\"", "input.sha256"),
      ("\"value\":-5", "\"value\":\"5\"", "proofs[0].value"),
      ("\"value\":-5", "\"value\":9223372036854775808", "proofs[0].value"),
      ("\"value\":-5", "\"value\":1.5", "proofs[0].value"),
      ("\"value\":-5", "\"value\":null", "proofs[0].value"),
      ("\"objective\":\"cost\"", "\"objective\":\"costs\"", "proofs[0].objective"),
      ("\"kind\":\"cut\"", "\"kind\":\"knife\"", "proofs[0].cases[1].leaf.rows[1].kind"),
      ("\"denominator\":3,", "", "proofs[0].cases[1].leaf.rows[1].denominator"),
      ("\"split\"", "\"spilt\"", "proofs[0].cases[0]"),
      ("\"name\":\"web\"", "\"name\":[]", "problem.shapes[0].name"),
      ("\"count\":4,", "\"count\":-4,", "problem.shapes[0].count"),
      ("\"conflicts\":[[0,1]]", "\"conflicts\":[[0]]", "problem.conflicts[0]"),
      ("\"conflicts\":[[0,1]]", "\"conflicts\":[[0,9]]", "problem"),
      ("\"domains\":[7,9]", "\"domains\":[7]", "problem"),
      ("\"domains\":[7,9]", "\"domains\":[7,true]", "problem.spread[0].domains[1]"),
      ("\"maxSkew\":4", "\"maxSkew\":0", "problem"),
      ("\"maxSkew\":4,", "", "problem.spread[0].maxSkew"),
      ("\"capacity\":[6,0]", "\"capacity\":[6]", "problem"),
      ("{\"contents\":[[0,2]]", "{\"contents\":[[9,2]]", "packing.patterns[0].contents[0][0]"),
      ("{\"contents\":[[0,2]]", "{\"contents\":[[0,0]]", "packing.patterns[0].contents[0][1]"),
      ("{\"contents\":[[0,2]]", "{\"contents\":[]", "packing.patterns[0].contents"),
      ("\"count\":2,\"nodeType\":1", "\"count\":0,\"nodeType\":1", "packing.patterns[0].count"),
      ("\"count\":2,\"nodeType\":1", "\"count\":2,\"nodeType\":2", "packing.patterns[0].nodeType"),
    ])
  func refused(found: String, replacement: String, field: String) throws {
    let text = String(decoding: try CertificateWriter.bytes(of: try sample()), as: UTF8.self)
    #expect(text.contains(found))
    let range = try #require(text.range(of: found))
    let broken = text.replacingCharacters(in: range, with: replacement)
    let error = #expect(throws: InputError.self) {
      try CertificateReader.read(Array(broken.utf8), name: "c.json")
    }
    #expect(error?.file == "c.json")
    #expect(error?.field == field, "\(String(describing: error))")
  }

  @Test("cut off anywhere are refused, never worse")
  func truncated() throws {
    let bytes = try CertificateWriter.bytes(of: try sample())
    for length in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: InputError.self) {
        try CertificateReader.read(Array(bytes.prefix(length)), name: "c.json")
      }
    }
  }

  @Test("damaged are read or refused, and what is read can be checked")
  func damaged() throws {
    let bytes = try CertificateWriter.bytes(of: try sample())
    var mutator = Mutator(seed: 7)
    var (read, refused) = (0, 0)
    for _ in 0..<3_000 {
      do throws(InputError) {
        let certificate = try CertificateReader.read(
          mutator.mutate(bytes, other: bytes), name: "c.json")
        read += 1
        if let packing = certificate.packing {
          _ = PackingVerifier(certificate.problem).violations(in: packing)
        }
        let checker = BoundProofChecker(certificate.problem, stepLimit: 100_000)
        for proof in certificate.proofs { _ = checker.objections(to: proof) }
      } catch {
        refused += 1
        #expect(error.file == "c.json" && !error.message.isEmpty)
      }
    }
    #expect(read > 0)
    #expect(refused > 1_000)
  }
}
