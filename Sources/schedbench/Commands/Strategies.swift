// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reporting
import VectorPacking

/// `schedbench strategies`.
struct Strategies: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the strategies, each in one line.")

  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let destinations = try output.destinations()
    let listings = StrategyRegistry.available.strategies.map {
      StrategyListing(name: $0.name, family: $0.family.rawValue, summary: $0.summary)
    }
    for destination in destinations {
      try destination.write { ReportWriter().render(listings, as: $0, style: $1) }
    }
  }
}
