// SPDX-License-Identifier: Apache-2.0

import Mustache

/// The templates of the page, which lie in `Templates/` and are built into the program.
struct PageTemplates {
  private let library: MustacheLibrary

  init() {
    let sources: [(name: String, bytes: [UInt8])] = [
      ("page", PackageResources.page_mustache),
      ("figures", PackageResources.figures_mustache),
      ("input", PackageResources.input_mustache),
      ("inputs", PackageResources.inputs_mustache),
      ("map", PackageResources.map_mustache),
      ("ranking", PackageResources.ranking_mustache),
      ("trace", PackageResources.trace_mustache),
      ("standings", PackageResources.standings_mustache),
      ("nodes", PackageResources.nodes_mustache),
      ("cluster", PackageResources.cluster_mustache),
      ("cluster-nodes", PackageResources.cluster_nodes_mustache),
      ("catalogue", PackageResources.catalogue_mustache),
      ("scenario", PackageResources.scenario_mustache),
      ("replay", PackageResources.replay_mustache),
      ("grid", PackageResources.grid_mustache),
      ("provenance", PackageResources.provenance_mustache),
    ]
    var library = MustacheLibrary()
    for (name, bytes) in sources {
      do {
        try library.register(String(decoding: bytes, as: UTF8.self), named: name)
      } catch {
        preconditionFailure("the template \(name) is malformed: \(error)")
      }
    }
    self.library = library
  }

  /// A page from its content.
  func render(_ content: PageContent) -> String {
    guard
      let html = library.render(
        TemplateFields(reflecting: content), withTemplate: "page")
    else {
      preconditionFailure("there is no template named page")
    }
    return html
  }

  static let styleSheet = String(decoding: PackageResources.page_css, as: UTF8.self)
  /// What pages on simulations have besides.
  static let simulationStyleSheet = String(
    decoding: PackageResources.simulation_css, as: UTF8.self)
  /// Replays what was recorded of a simulation.
  static let replayScript = String(decoding: PackageResources.replay_js, as: UTF8.self)
  static let script = String(decoding: PackageResources.page_js, as: UTF8.self)
}
