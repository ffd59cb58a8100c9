// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Damaged cluster documents")
struct ClusterFuzzTests {
  /// What stands in place of a value.
  private static let nasty: [Value] = [
    .null, .bool(true), .integer(.max), .integer(.min), .integer(-1), .integer(0), .number("1e400"),
    .string(""), .string("-1"), .string("0.0001n"), .string("1e400"),
    .string("9223372036854775808"),
    .string("n0"), .string("default"), .array([]), .array([.null]), .object(Fields()),
  ]

  /// Replaces some values, at any depth, drops fields, and gives lists an element twice.
  private func damaged(
    _ value: Value, oneIn rate: Int, _ random: inout RandomNumbers
  ) -> Value {
    if random.below(rate) == 0 { return Self.nasty[random.below(Self.nasty.count)] }
    switch value {
    case .object(let fields):
      var result = Fields()
      for (key, field) in fields where random.below(rate) != 0 {
        result[key] = damaged(field, oneIn: rate, &random)
      }
      return .object(result)
    case .array(let elements):
      var result = elements.map { damaged($0, oneIn: rate, &random) }
      if let first = result.first, random.below(rate) == 0 { result.append(first) }
      return .array(result)
    default: return value
    }
  }

  @Test("are refused or decided about, never more", arguments: ClusterRecipe.all.map(\.name))
  func fuzz(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    var (decided, refused) = (0, 0)
    for seed in 0..<UInt64(60) {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      let cluster = generator.cluster()
      var random = RandomNumbers(seed: seed &+ 1)
      var objects = ClusterObjects()
      for object in cluster.objects.nodes.map({ ("Node", $0.fields) })
        + cluster.objects.pods.map({ ("Pod", $0.fields) })
        + cluster.objects.persistentVolumes.map({ ("PersistentVolume", $0.fields) })
        + cluster.objects.persistentVolumeClaims.map({ ("PersistentVolumeClaim", $0.fields) })
      {
        guard
          case .object(var fields) = damaged(
            .object(object.1), oneIn: 50 * Int(seed + 1), &random)
        else { continue }
        (fields["apiVersion"], fields["kind"]) = (.string("v1"), .string(object.0))
        let text = YAMLWriter().text(.object(fields))
        for record in (try? ObjectReader().records(of: MemorySource(text))) ?? [] {
          _ = try? objects.add(record.fields)
        }
      }
      do throws(ClusterFault) {
        var snapshot = try ClusterSnapshot(objects)
        _ = SchedulingRun().place(in: &snapshot)
        _ = try? LoweredCluster(snapshot)
        for pod in snapshot.pendingPods.prefix(3) { _ = snapshot.smallestChanges(for: pod) }
        decided += 1
      } catch {
        #expect(!error.object.isEmpty && !error.field.isEmpty && !error.message.isEmpty)
        refused += 1
      }
    }
    #expect(decided > 0 && refused > 0, "\(name): \(decided) decided, \(refused) refused")
  }
}
