// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Datasets

/// A kind of input and a good example of it.
enum FuzzTarget: String, CaseIterable, Sendable {
  case vbp, sizes, demands, orLibrary, openb, pods, nodes, nodeType

  var sample: String {
    switch self {
    case .vbp: "2\n100 50\n5\n10 20 4\n1 2 1\n30 7 2\n100 50 1\n0 3 9\n"
    case .sizes: "6\n150\n42\n69\n100\n20\n33\n150\n"
    case .demands: "4\n150\n42 3\n69 1\n100 20\n20 5\n"
    case .orLibrary: " 2\n u3_00 \n 150 3 2\n42\n69\n100\n t3_00\n100.0 3 1\n49.8\n25.2\n25\n"
    case .openb:
      """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase
      openb-pod-0000,12000,16384,1,1000,,LS,Running
      openb-pod-0001,6000,12288,1,460,V100M16|V100M32,LS,Running
      openb-pod-0002,1000,1024,8,1000,T4,BE,Failed
      openb-pod-0003,3152,5600,0,0,,BE,Pending

      """
    case .pods:
      #"""
      name,count,cpu,memory,nvidia.com/gpu,max_per_node,node_types,anti_affinity_group,team
      web,3,500m,1.5Gi,0,2,small|big,,"a, ""b"""
      db,1,2,16Gi,0,,big,db,"two
      lines"
      db2,2,1e3,512Mi,1,,,db,x
      job,,0.25,128974848,,,,,

      """#
    case .nodes:
      """
      name,type,cpu,memory,nvidia.com/gpu,price,used_cpu,used_memory,count,zone
      n1,small,4,16Gi,0,0.192,500m,1Gi,3,a
      n2,big,8000m,32Gi,2,1,,,,b
      n3,big,8,32Gi,2,1,1,2Gi,1,"c"

      """
    case .nodeType: "name=small,cpu=4,memory=16Gi,gpu=2,model=T4,cost=0.192,count=10"
    }
  }

  /// Reads bytes as this kind of input and returns the refusal, if any.
  func read(_ bytes: [UInt8]) -> InputError? {
    var options = InputOptions(nodeTypes: [
      "name=small,cpu=4,memory=16Gi", "name=big,cpu=96,memory=384Gi,gpu=8,model=V100M16",
    ])
    var input = bytes
    switch self {
    case .nodes:
      options = InputOptions(nodes: ("nodes.csv", bytes))
      input = Array("name,cpu,memory\na,1,1Gi\n".utf8)
    case .nodeType:
      options = InputOptions(nodeTypes: [String(decoding: bytes, as: UTF8.self)])
      input = Array("name,cpu,memory\na,1,1Gi\n".utf8)
    default: break
    }
    do throws(InputError) {
      let instances = try InputReader(options: options).readAll(input, name: "fuzz")
      return instances.isEmpty ? InputError(file: "fuzz", message: "no instance") : nil
    } catch {
      return error
    }
  }
}

/// How a run of damaged inputs ended.
struct FuzzResult {
  var read = 0
  var refused = 0
  /// Refusals without the line they should have, and the inputs they are of.
  var faults: [(input: [UInt8], error: InputError)] = []
}

/// Damages the sample of a target many times and reads what comes out.
///
/// A crash or a hang ends the test run by itself.
func fuzz(_ target: FuzzTarget, rounds: Int, seed: UInt64) -> FuzzResult {
  var mutator = Mutator(seed: seed)
  var result = FuzzResult()
  let samples = FuzzTarget.allCases.map { Array($0.sample.utf8) }
  let sample = Array(target.sample.utf8)
  for round in 0..<rounds {
    let bytes = mutator.mutate(sample, other: samples[round % samples.count])
    guard let error = target.read(bytes) else {
      result.read += 1
      continue
    }
    result.refused += 1
    let lines = 1 + bytes.count { $0 == 0x0A || $0 == 0x0D }
    let hasLine = error.line.map { (1...lines).contains($0) } ?? (target == .nodeType)
    if !hasLine || error.message.isEmpty { result.faults.append((bytes, error)) }
  }
  return result
}

@Suite("Damaged inputs")
struct FuzzTests {
  /// Rounds for each kind of input; `STEVEDORE_FUZZ` sets more.
  private static let rounds =
    ProcessInfo.processInfo.environment["STEVEDORE_FUZZ"].flatMap { Int($0) } ?? 2_000

  @Test(
    "are read or refused with their line, never worse", .timeLimit(.minutes(30)),
    arguments: FuzzTarget.allCases)
  func damaged(target: FuzzTarget) throws {
    #expect(target.read(Array(target.sample.utf8)) == nil)
    let result = fuzz(target, rounds: Self.rounds, seed: 20_240_101)
    #expect(result.read + result.refused == Self.rounds)
    #expect(result.read > 0)
    #expect(result.refused > Self.rounds / 4)
    for fault in result.faults.prefix(3) {
      Issue.record(
        "\(fault.error) for \(String(decoding: fault.input, as: UTF8.self).debugDescription)")
    }
    if Self.rounds > 2_000 {
      print("\(target.rawValue): \(result.read) read, \(result.refused) refused")
    }
  }

  @Test("of absurd sizes are refused without much ado")
  func absurd() throws {
    let wide = Array(repeating: "1", count: 1_000_000).joined(separator: " ")
    #expect(FuzzTarget.vbp.read(Array(wide.utf8))?.line == 1)
    let columns = (0..<1_000_000).map { "c\($0)" }.joined(separator: ",")
    #expect(FuzzTarget.pods.read(Array((columns + "\n1\n").utf8))?.line == 1)
    let declared = "3\n9 9 9\n1000000000000000000\n1 1 1 1\n"
    #expect(FuzzTarget.vbp.read(Array(declared.utf8))?.line == 4)
    let problems = "1000000000000000000\nu\n10 1 1\n5\n"
    #expect(FuzzTarget.orLibrary.read(Array(problems.utf8))?.line == 4)
    #expect(FuzzTarget.pods.read([])?.line == 1)
    let counted = "name,count,cpu,memory\na,2147483646,1,1\n"
    #expect(FuzzTarget.pods.read(Array(counted.utf8)) == nil)
    let quotes = "name,cpu,memory\n\"" + String(repeating: "\n", count: 100_000)
    #expect(FuzzTarget.pods.read(Array(quotes.utf8))?.line == 2)
  }
}
