// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Evaluation
import Foundation
import VectorPacking

/// `schedbench verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check packings and proofs of their bounds in certificates, without any solver.",
    discussion: """
      The exit code is 0 if everything in every certificate holds, 1 if something does not, \
      2 if a file cannot be read.
      """)

  /// The forms of the result.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Argument(help: "Certificates, or - for standard input.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Make sure that the certificates speak of this very input.", valueName: "file"),
    completion: .file())
  var input: String?

  @Option(
    help: ArgumentHelp("How many steps the check of one proof may take.", valueName: "count"))
  var steps = BoundProofChecker.standardStepLimit

  @OptionGroup(title: "Nodes") var nodes: NodeArguments
  @OptionGroup(title: "Clusters") var clusters: ClusterArguments

  @Option(name: [.customShort("o"), .long], help: "How to write the result.")
  var outputFormat = Format.table

  func validate() throws {
    if steps < 1 { throw ValidationError("--steps is at least 1, not \(steps).") }
  }

  func run() throws {
    let expected = try expectedProblem()
    var verdicts: [CertificateVerdict] = []
    var messages: [String] = []
    for file in files {
      let source = InputSource(file)
      do throws(InputError) {
        let bytes: [UInt8]
        do throws(CommandFailure) { bytes = try source.bytes() } catch {
          guard case .badInput(let more) = error else { continue }
          messages += more
          continue
        }
        let certificate = try CertificateReader.read(bytes, name: source.name)
        verdicts.append(
          CertificateVerdict(
            of: certificate, file: source.name, expected: expected, stepLimit: steps))
      } catch {
        messages.append(error.description)
      }
    }
    switch outputFormat {
    case .table: try Console.write(verdicts.map { $0.text }.joined())
    case .json: try Console.write(try CertificateVerdict.json(verdicts))
    }
    if !messages.isEmpty { throw CommandFailure.badInput(messages) }
    if !verdicts.allSatisfy({ $0.holds }) { throw CommandFailure.answerIsNo }
  }

  private func expectedProblem() throws -> PackingProblem? {
    guard let input else { return nil }
    let instances = try InputLoader(try nodes.inputOptions(), clusters).load([input])
      .map(\.instance)
    guard instances.count == 1 else {
      throw CommandFailure.badInput([
        "\(input): holds \(instances.count) instances\nA certificate is about one."
      ])
    }
    return instances[0].problem
  }
}
