// SPDX-License-Identifier: Apache-2.0

import Evaluation

struct ComparisonPage {
  init(_ report: ComparisonReport) {}
  var html: String { "" }
}
struct PlacementPage {
  init(_ report: PlacementReport) {}
  var html: String { "" }
}
struct CataloguePage {
  init(_ report: [StrategyListing]) {}
  var html: String { "" }
}
