// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct TolerationTimeTests {
  /// Tolerations as `key[=value][:effect][/seconds]`, `*` for every key; taints as `key[=value]`.
  @Test(arguments: [
    ([], ["a"], TolerationTime.none), (["a"], ["a"], .forever), (["a/30"], ["a"], .seconds(30)),
    (["a/0"], ["a"], .none), (["a/-5"], ["a"], .none), (["*"], ["a", "b"], .forever),
    (["a"], ["a", "b"], .none), (["a/30", "b/20"], ["a", "b"], .seconds(20)),
    (["a/30", "b"], ["a", "b"], .seconds(30)), (["a/30", "a"], ["a"], .seconds(30)),
    (["a=x/30"], ["a=x"], .seconds(30)), (["a=x/30"], ["a=y"], .none),
    (["a:NoSchedule"], ["a"], .none), (["a:NoExecute/7"], ["a"], .seconds(7)),
    (["c/3"], [], .forever),
  ])
  func tolerationsAreWeighed(
    _ tolerations: [String], _ taints: [String], _ expected: TolerationTime
  ) {
    let found = TolerationTime(
      tolerations.map(Self.toleration), of: taints.map(Self.taint))
    #expect(found == expected)
  }

  static func toleration(_ text: String) -> Toleration {
    var toleration = Toleration()
    let parts = text.split(separator: "/")
    toleration.tolerationSeconds = parts.count > 1 ? Int64(parts[1]) : nil
    let effects = parts[0].split(separator: ":")
    toleration.effect = effects.count > 1 ? String(effects[1]) : nil
    let sides = effects[0].split(separator: "=")
    toleration.key = sides[0] == "*" ? nil : String(sides[0])
    toleration.value = sides.count > 1 ? String(sides[1]) : nil
    toleration.operator = sides.count > 1 ? "Equal" : "Exists"
    return toleration
  }

  static func taint(_ text: String) -> Taint {
    let sides = text.split(separator: "=")
    var taint = Taint()
    taint.key = String(sides[0])
    taint.value = sides.count > 1 ? String(sides[1]) : nil
    taint.effect = "NoExecute"
    return taint
  }
}
