// SPDX-License-Identifier: Apache-2.0

/// The list of strategies as one self-contained page.
struct CataloguePage {
  private let strategies: [StrategyListing]

  init(_ strategies: [StrategyListing]) {
    self.strategies = strategies.map {
      StrategyListing(
        name: DisplayText.clean($0.name), family: DisplayText.clean($0.family),
        summary: DisplayText.clean($0.summary))
    }
  }

  var html: String {
    var page = PageContent(
      pageTitle: "Packing strategies", kicker: "schedbench", heading: "Packing strategies",
      subtitle: "what there is, each in one line",
      verdict: "There are \(strategies.count) strategies to choose from.",
      provenance: ProvenanceContent(command: "schedbench strategies -o html", facts: []))
    page.catalogue = CatalogueContent(listing: strategies)
    return PageTemplates().render(page)
  }
}

/// What the template `catalogue` shows.
struct CatalogueContent {
  var listing: [StrategyListing]
}
