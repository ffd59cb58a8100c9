// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Evaluation
import VectorPacking

/// Where a certificate is written.
struct CertificateArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the best packing and proofs of its bound into a file for schedbench verify.",
      valueName: "file"), completion: .file())
  var certificate: String?

  /// Checks that the file can be written, before any long work begins.
  func destination() throws(CommandFailure) -> OutputFile? {
    guard let certificate else { return nil }
    return try OutputFile(certificate)
  }

  /// Writes what was found about an instance, and says if there is nothing that proves it.
  ///
  /// Where no strategy proves a bound, the bounds that need none are proven anew.
  static func write(
    _ result: InputResult, of instance: Instance, to file: OutputFile
  ) throws(CommandFailure) {
    let proofs =
      result.proofs.isEmpty
      ? CombinatorialBound.proven(for: instance.problem).proofs : result.proofs
    let certificate = Certificate(
      version: Version.current, input: instance.name, sha256: instance.sha256,
      problem: instance.problem, packing: result.packing, proofs: proofs)
    let bytes: [UInt8]
    do throws(WritingError) {
      bytes = try CertificateWriter.bytes(of: certificate)
    } catch {
      throw .badInput(["\(instance.name): \(error)"])
    }
    try file.write(bytes)
    if proofs.isEmpty {
      Console.complain("the certificate holds no proof of a bound: none was found")
    }
  }
}
