// SPDX-License-Identifier: Apache-2.0

import Foundation
import VectorPacking

/// Reads certificates of schema `schedbench.certificate/v1`.
///
/// It makes sure that a file says what a certificate says, in numbers that can be counted with.
/// Whether it is true is not its part.
public enum CertificateReader {
  /// Reads a certificate from its bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The file's name, for errors.
  /// - Returns: The certificate.
  /// - Throws: An `InputError` that names the file and the field.
  public static func read(_ bytes: [UInt8], name: String) throws(InputError) -> Certificate {
    struct Header: Decodable { var schema: String }
    let header = try decode(Header.self, from: bytes, name: name)
    if header.schema != Certificate.schema {
      throw InputError(
        file: name, field: "schema",
        message: "found \(excerpt(header.schema.utf8)), expected '\(Certificate.schema)'")
    }
    let document = try decode(CertificateDocument.self, from: bytes, name: name)
    let fields = CertificateFields(file: name)
    let problem = try fields.problem(document.problem)
    var proofs: [BoundProof] = []
    for (position, proof) in document.proofs.enumerated() {
      proofs.append(try fields.proof(proof, at: "proofs[\(position)]"))
    }
    var certificate = Certificate(
      version: document.version, input: document.input.name, sha256: document.input.sha256,
      problem: problem, packing: nil, proofs: proofs)
    if let plan = document.packing {
      certificate.packing = try fields.packing(plan, of: problem)
      certificate.stated = Certificate.Figures(
        nodes: plan.nodes, cost: plan.cost, unplaced: plan.unplaced)
    }
    return certificate
  }

  private static func decode<Document: Decodable>(
    _ type: Document.Type, from bytes: [UInt8], name: String
  ) throws(InputError) -> Document {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      // A number that does not fit is reported without its place.
      if case .dataCorrupted(let context) = error, context.codingPath.isEmpty,
        let field = UncountableNumber.first(in: bytes)
      {
        throw InputError(
          file: name, field: field,
          message: "found a number out of range, expected a whole number below 2^63")
      }
      throw InputError(file: name, decoding: error)
    } catch {
      throw InputError(file: name, message: "found what is not JSON, expected a certificate")
    }
  }
}

extension InputError {
  /// What a decoder found wrong, with the path of the field.
  fileprivate init(file: String, decoding error: DecodingError) {
    func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String? {
      let keys = context.codingPath + (last.map { [$0] } ?? [])
      let text = keys.reduce("") { text, key in
        if let index = key.intValue { return "\(text)[\(index)]" }
        return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
      }
      return text.isEmpty ? nil : text
    }
    switch error {
    case .keyNotFound(let key, let context):
      self.init(file: file, field: path(context, key), message: "found nothing, expected a value")
    case .valueNotFound(let type, let context):
      self.init(
        file: file, field: path(context), message: "found null, expected \(Self.word(for: type))")
    case .typeMismatch(let type, let context):
      self.init(
        file: file, field: path(context),
        message: "found a value of another kind, expected \(Self.word(for: type))")
    case .dataCorrupted(let context):
      let field = path(context)
      self.init(
        file: file, field: field,
        message: field == nil
          ? "found what is not JSON, expected a certificate; it may be cut off"
          : "found a number out of range, expected a whole number below 2^63")
    @unknown default:
      self.init(file: file, message: "found what is not a certificate")
    }
  }

  private static func word(for type: any Any.Type) -> String {
    switch type {
    case is Int64.Type: "a whole number"
    case is String.Type: "a text"
    case is [Any].Type: "a list"
    default: "\(type)".contains("Array") ? "a list" : "an object"
    }
  }
}
