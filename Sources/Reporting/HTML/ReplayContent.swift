// SPDX-License-Identifier: Apache-2.0

/// What the template `replay` shows: the nodes of a run at its end, and what has to be known to
/// show them at any other moment.
struct ReplayContent {
  /// The nodes under one scheduler.
  struct Cluster {
    var mapName: String
    var frames: String
    var pending: String
    var nodes: [Tile]
    var cut: String?
  }

  /// One node.
  struct Tile {
    var status: String
    var nodeName: String
    var about: String
    var share: String
    var step: Int
    var dots: String
  }

  var replayAnchor: String
  var horizon: String
  var left: String
  var right: String
  var lastFrame: Int
  var moment: String
  var replayHint: String
  var maps: [Cluster]

  /// So many pods are drawn on a node; the script has the same number.
  static let mostDots = 24

  /// The maps of the runs that were recorded; `nil` if none was.
  init?(_ scenario: SimulatedScenario, anchor: String) {
    let runs = scenario.runs.compactMap { run in run.replay.map { (run: run, replay: $0) } }
      .filter { !$0.replay.nodes.isEmpty }
    guard let longest = runs.map({ $0.replay.frames.count }).max() else { return nil }
    replayAnchor = anchor
    horizon = SVGDrawing.digits(scenario.horizonSeconds)
    (left, right) = (SVGDrawing.digits(TimePlot.left), SVGDrawing.digits(TimePlot.right))
    lastFrame = longest - 1
    let end = runs.compactMap(\.replay.frames.last?.seconds).max() ?? 0
    moment = SimulationFigures.moment(end)
    let seeds = Set(scenario.runs.map(\.seed)).count
    replayHint =
      "A tile is a node\(seeds > 1 ? " of the run with the first seed" : ""), a square in it a pod, "
      + "\(Self.mostDots) at most. Play, or move the slider, to see any of "
      + "\(Phrases.count(longest, "moment")); without a script the nodes are those at the end."
    maps = runs.map { Cluster($0.run, $0.replay) }
  }
}

extension ReplayContent.Cluster {
  init(_ run: SimulationRun, _ replay: Replay) {
    mapName = DisplayText.clean("\(run.scheduler), seed \(run.seed)")
    frames = replay.numbers
    pending = "\(replay.frames.last?.pending ?? 0)"
    nodes = zip(replay.nodes, replay.lastStates).map { ReplayContent.Tile($0, $1) }
    cut =
      replay.nodesLeftOut > 0
      ? "\(Phrases.count(replay.nodesLeftOut, "further node")) not shown; all charts and figures "
        + "count them." : nil
  }
}

extension ReplayContent.Tile {
  init(_ name: String, _ state: Replay.NodeState) {
    nodeName = DisplayText.clean(name)
    status = ["absent", "ready", "lost", "cordoned"][state.status.rawValue]
    share = state.status == .absent ? "–" : "\((state.cpu + 5) / 10) %"
    step = min(19, state.cpu / 50)
    var dots = ""
    var left = ReplayContent.mostDots
    for (kind, count) in state.kinds {
      for _ in 0..<min(left, count) { dots += "<i class=\"dot \(kind)\"></i>" }
      left -= min(left, count)
    }
    if state.pods > ReplayContent.mostDots {
      dots += "<small>+\(state.pods - ReplayContent.mostDots)</small>"
    }
    self.dots = dots
    let words = ["is not there", "ready", "does not answer", "cordoned"][state.status.rawValue]
    let pods = state.kinds.filter { $0.count > 0 }.map { "\($0.count) \($0.kind)" }
    about =
      "\(nodeName): \(words)"
      + (state.status == .absent
        ? ""
        : ", CPU \((state.cpu + 5) / 10) %, memory \((state.memory + 5) / 10) %, pods: "
          + (pods.isEmpty ? "none" : pods.joined(separator: ", ")))
  }
}

extension Replay.NodeState {
  /// How many pods it has of each kind, in the order in which they are drawn.
  fileprivate var kinds: [(kind: String, count: Int)] {
    [("ready", ready), ("running", running), ("starting", starting), ("ending", ending)]
  }
}
