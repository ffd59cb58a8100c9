// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets

/// `schedbench dataset convert`.
struct DatasetConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write an input in another format; what that cannot say is an error.")

  @Argument(help: "A file, or - for standard input; the format is recognised.", completion: .file())
  var input: String

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: InstanceOutputArguments

  func run() throws {
    let instances = try InputLoader(try nodes.inputOptions(), clusters).load([input])
      .map(\.instance)
    guard instances.count == 1 else {
      throw CommandFailure.badInput([
        "\(input): holds \(instances.count) instances\nA file to convert holds one."
      ])
    }
    try output.write(instances[0])
  }
}
