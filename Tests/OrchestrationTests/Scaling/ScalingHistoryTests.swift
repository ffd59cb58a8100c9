// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Windows and policies over time, step by step, each worked by hand.
@Suite struct ScalingHistoryTests {
  /// What is recommended at a second, and what comes of it.
  struct Step: Sendable {
    let second: Int64
    let desired: Int
    let replicas: Int
    var reason = "DesiredWithinRange"
  }

  struct Story: Sendable, CustomTestStringConvertible {
    let what: String
    var first = 3
    var range = (least: 1, most: 100)
    var up = ScalingDirection(
      policies: [
        .init(isPercent: false, amount: 4, period: 15),
        .init(isPercent: true, amount: 100, period: 15),
      ])
    var down = ScalingDirection(
      window: 300, policies: [.init(isPercent: true, amount: 100, period: 15)])
    let steps: [Step]
    var testDescription: String { what }
  }

  static let stories: [Story] = [
    Story(
      what: "usual rules go up at once: four pods or twice as many",
      steps: [
        // max(3+4, 3×2) = 7.
        Step(second: 15, desired: 20, replicas: 7, reason: "ScaleUpLimit"),
        // At 30 s the step of 15 s ago is no longer after the cutoff: max(7+4, 14) = 14.
        Step(second: 30, desired: 20, replicas: 14, reason: "ScaleUpLimit"),
        // max(14+4, 28) = 28, so 20 is allowed.
        Step(second: 45, desired: 20, replicas: 20),
      ]),
    Story(
      what: "usual rules go down after five minutes", first: 10,
      steps: [
        // 10 at 0 s is in the window.
        Step(second: 15, desired: 2, replicas: 10),
        Step(second: 150, desired: 4, replicas: 10),
        // 285 s: 10 at 0 s still counts.
        Step(second: 285, desired: 2, replicas: 10),
        // 300 s: 10 at 0 s lies exactly on the cutoff and no longer counts; 4 at 150 s does.
        Step(second: 300, desired: 2, replicas: 4),
        Step(second: 435, desired: 2, replicas: 4),
        // 450 s: 4 at 150 s no longer counts.
        Step(second: 450, desired: 2, replicas: 2),
      ]),
    Story(
      what: "a peak begins the window anew", first: 5,
      steps: [
        Step(second: 15, desired: 2, replicas: 5),
        Step(second: 200, desired: 8, replicas: 8),
        // 8 at 200 s counts until 500 s.
        Step(second: 300, desired: 2, replicas: 8),
        Step(second: 499, desired: 2, replicas: 8),
        Step(second: 500, desired: 2, replicas: 2),
      ]),
    Story(
      what: "a window upwards takes the lowest", first: 3,
      up: ScalingDirection(
        window: 60, policies: [.init(isPercent: false, amount: 100, period: 15)]),
      steps: [
        // 3 at 0 s is in the window of a minute.
        Step(second: 15, desired: 9, replicas: 3),
        Step(second: 30, desired: 7, replicas: 3),
        Step(second: 45, desired: 9, replicas: 3),
        // 60 s: 3 at 0 s no longer counts; the lowest of 9, 7, 9, 8 is 7.
        Step(second: 60, desired: 8, replicas: 7),
        // 75 s: 9 at 15 s no longer counts; 7 at 30 s does: nothing above it.
        Step(second: 75, desired: 9, replicas: 7),
        // 90 s: the lowest of 9 at 45 s, 8 at 60 s, 9, 9 is 8.
        Step(second: 90, desired: 9, replicas: 8),
      ]),
    Story(
      what: "between both windows nothing moves", first: 5,
      up: ScalingDirection(
        window: 120, policies: [.init(isPercent: false, amount: 100, period: 15)]),
      down: ScalingDirection(
        window: 120, policies: [.init(isPercent: true, amount: 100, period: 15)]),
      steps: [
        Step(second: 15, desired: 8, replicas: 5),
        // The lowest is 2, the highest 8; five lies between.
        Step(second: 30, desired: 2, replicas: 5),
        Step(second: 60, desired: 8, replicas: 5),
        // 135 s: 2 at 30 s and 8 at 60 s count still.
        Step(second: 135, desired: 8, replicas: 5),
        // 150 s: 2 at 30 s no longer counts; all of 8 at 60 s, 135 s, 150 s.
        Step(second: 150, desired: 8, replicas: 8),
      ]),
    Story(
      what: "two pods a minute", first: 3,
      up: ScalingDirection(policies: [.init(isPercent: false, amount: 2, period: 60)]),
      steps: [
        Step(second: 15, desired: 10, replicas: 5, reason: "ScaleUpLimit"),
        // Two were added in the last minute: 5-2+2 = 5.
        Step(second: 30, desired: 10, replicas: 5, reason: "ScaleUpLimit"),
        Step(second: 60, desired: 10, replicas: 5, reason: "ScaleUpLimit"),
        // 75 s: the step at 15 s is a minute old and no longer counts: 5+2.
        Step(second: 75, desired: 10, replicas: 7, reason: "ScaleUpLimit"),
        Step(second: 135, desired: 10, replicas: 9, reason: "ScaleUpLimit"),
        Step(second: 195, desired: 10, replicas: 10),
      ]),
    Story(
      what: "the least of two policies", first: 10,
      up: ScalingDirection(
        policies: [
          .init(isPercent: false, amount: 4, period: 60),
          .init(isPercent: true, amount: 50, period: 60),
        ], selection: .least),
      steps: [
        // min(10+4, 10×1.5 = 15) = 14.
        Step(second: 15, desired: 40, replicas: 14, reason: "ScaleUpLimit"),
        // 75 s: min(14+4, 21) = 18.
        Step(second: 75, desired: 40, replicas: 18, reason: "ScaleUpLimit"),
      ]),
    Story(
      what: "the most of two policies", first: 10,
      up: ScalingDirection(
        policies: [
          .init(isPercent: false, amount: 4, period: 60),
          .init(isPercent: true, amount: 50, period: 60),
        ]),
      steps: [
        // max(14, 15) = 15.
        Step(second: 15, desired: 40, replicas: 15, reason: "ScaleUpLimit"),
        // 75 s: max(19, 22.5 rounded up) = 23.
        Step(second: 75, desired: 40, replicas: 23, reason: "ScaleUpLimit"),
      ]),
    Story(
      what: "percentages upwards are rounded up", first: 1,
      up: ScalingDirection(policies: [.init(isPercent: true, amount: 10, period: 15)]),
      steps: [
        // 1×1.1 = 1.1, so 2; 2.2, so 3; 3.3, so 4.
        Step(second: 15, desired: 9, replicas: 2, reason: "ScaleUpLimit"),
        Step(second: 30, desired: 9, replicas: 3, reason: "ScaleUpLimit"),
        Step(second: 45, desired: 9, replicas: 4, reason: "ScaleUpLimit"),
      ]),
    Story(
      what: "percentages downwards are cut", first: 10,
      down: ScalingDirection(policies: [.init(isPercent: true, amount: 25, period: 15)]),
      steps: [
        // 7.5, cut to 7; 5.25, 5; 3.75, 3; 2.25, 2; 1.5, 1.
        Step(second: 15, desired: 1, replicas: 7, reason: "ScaleDownLimit"),
        Step(second: 30, desired: 1, replicas: 5, reason: "ScaleDownLimit"),
        Step(second: 45, desired: 1, replicas: 3, reason: "ScaleDownLimit"),
        Step(second: 60, desired: 1, replicas: 2, reason: "ScaleDownLimit"),
        Step(second: 75, desired: 1, replicas: 1),
      ]),
    Story(
      what: "one pod every two minutes downwards", first: 6,
      down: ScalingDirection(policies: [.init(isPercent: false, amount: 1, period: 120)]),
      steps: [
        Step(second: 15, desired: 2, replicas: 5, reason: "ScaleDownLimit"),
        // 5 + 1 gone in the last two minutes - 1 = 5.
        Step(second: 30, desired: 2, replicas: 5, reason: "ScaleDownLimit"),
        Step(second: 120, desired: 2, replicas: 5, reason: "ScaleDownLimit"),
        Step(second: 135, desired: 2, replicas: 4, reason: "ScaleDownLimit"),
        Step(second: 255, desired: 2, replicas: 3, reason: "ScaleDownLimit"),
        Step(second: 375, desired: 2, replicas: 2),
      ]),
    Story(
      what: "the least of two policies downwards", first: 20,
      down: ScalingDirection(
        policies: [
          .init(isPercent: false, amount: 4, period: 60),
          .init(isPercent: true, amount: 10, period: 60),
        ], selection: .least),
      steps: [
        // max(20-4, 20×0.9) = 18.
        Step(second: 15, desired: 5, replicas: 18, reason: "ScaleDownLimit")
      ]),
    Story(
      what: "no way up", first: 3, up: ScalingDirection(selection: .disabled),
      steps: [Step(second: 15, desired: 9, replicas: 3, reason: "ScaleUpLimit")]),
    Story(
      what: "no way down", first: 9, down: ScalingDirection(selection: .disabled),
      steps: [Step(second: 15, desired: 3, replicas: 9, reason: "ScaleDownLimit")]),
    Story(
      what: "never above the most", first: 3, range: (1, 5),
      steps: [Step(second: 15, desired: 9, replicas: 5, reason: "TooManyReplicas")]),
    Story(
      what: "never below the least", first: 9, range: (4, 20),
      down: ScalingDirection(policies: [.init(isPercent: true, amount: 100, period: 15)]),
      steps: [Step(second: 15, desired: 2, replicas: 4, reason: "TooFewReplicas")]),
    Story(
      what: "the policy stands before the most", first: 3, range: (1, 8),
      steps: [Step(second: 15, desired: 9, replicas: 7, reason: "ScaleUpLimit")]),
    Story(
      what: "what came in a period may not leave and come again", first: 10,
      up: ScalingDirection(policies: [.init(isPercent: false, amount: 5, period: 60)]),
      down: ScalingDirection(policies: [.init(isPercent: false, amount: 3, period: 60)]),
      steps: [
        Step(second: 15, desired: 15, replicas: 15),
        // Down from 15: the period began with 15-5 = 10, of which 3 may go: 7; so 7 is allowed.
        Step(second: 30, desired: 5, replicas: 7, reason: "ScaleDownLimit"),
        // Up from 7: the period began with 7-5+8 = 10, so 15 at most.
        Step(second: 45, desired: 30, replicas: 15, reason: "ScaleUpLimit"),
      ]),
  ]

  @Test(arguments: stories)
  func story(_ story: Story) {
    var history = ScalingHistory()
    var current = story.first
    history.begin(current, at: Timestamp(seconds: 0))
    for step in story.steps {
      let now = Timestamp(seconds: step.second)
      let stable = history.stabilized(
        step.desired, current: current, up: story.up.window, down: story.down.window, at: now)
      let limit = history.limit(
        stable, current: current, in: story.range, up: story.up, down: story.down, at: now)
      #expect(limit.replicas == step.replicas, "at \(step.second) s")
      #expect(limit.reason == step.reason, "at \(step.second) s")
      if limit.replicas != current {
        history.note(from: current, to: limit.replicas, up: story.up, down: story.down, at: now)
      }
      current = limit.replicas
    }
  }

  // MARK: Without rules

  @Test func withoutRules() {
    var history = ScalingHistory()
    history.begin(3, at: Timestamp(seconds: 0))
    // (second, recommended, after the window, after the limit, why)
    let steps: [(Int64, Int, Int, Int, String)] = [
      // Twice three is six.
      (15, 20, 20, 6, "ScaleUpLimit"),
      // Twice six is twelve, and ten is the most.
      (30, 20, 20, 10, "TooManyReplicas"),
      (45, 9, 20, 10, "TooManyReplicas"),
      // 315 s: 20 at 15 s lies on the cutoff and still counts.
      (315, 4, 20, 10, "TooManyReplicas"),
      // 330 s: 20 at 30 s still counts.
      (330, 4, 20, 10, "TooManyReplicas"),
      // 331 s: 9 at 45 s is the highest now.
      (331, 4, 9, 9, "DesiredWithinRange"),
      (345, 4, 9, 9, "DesiredWithinRange"),
      (346, 4, 4, 4, "DesiredWithinRange"),
      (700, 1, 1, 2, "TooFewReplicas"),
    ]
    var current = 3
    for (second, desired, stable, replicas, reason) in steps {
      let found = history.stabilized(desired, window: 300, at: Timestamp(seconds: second))
      #expect(found == stable, "at \(second) s")
      let limit = ScalingLimit(found, current: current, in: (2, 10))
      #expect(limit.replicas == replicas, "at \(second) s")
      #expect(limit.reason == reason, "at \(second) s")
      current = limit.replicas
    }
  }

  @Test func fourAtLeastAreAllowedAtOnce() {
    #expect(ScalingLimit(9, current: 1, in: (1, 20)).replicas == 4)
    #expect(ScalingLimit(9, current: 0, in: (0, 20)).replicas == 4)
    #expect(ScalingLimit(9, current: 3, in: (1, 20)).replicas == 6)
  }

  /// Entries that no longer count make room for new ones.
  @Test func memoryIsBounded() {
    var history = ScalingHistory()
    let rules = ScalingDirection(policies: [.init(isPercent: false, amount: 1, period: 60)])
    for turn in 0..<10_000 {
      let now = Timestamp(seconds: Int64(turn) * 15)
      _ = history.stabilized(turn % 7, current: 3, up: 0, down: 300, at: now)
      history.note(from: 3, to: 4, up: rules, down: rules, at: now)
      history.note(from: 4, to: 3, up: rules, down: rules, at: now)
    }
    #expect(history.recommendations.count <= 22)
    #expect(history.ups.count <= 6)
    #expect(history.downs.count <= 6)
  }
}
