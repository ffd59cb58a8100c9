// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A certificate as it stands in a file.
///
/// The names are the fields of `schedbench.certificate/v1`.
struct CertificateDocument: Codable {
  var schema: String
  var version: String
  var input: Input
  var problem: Problem
  var packing: Plan?
  var proofs: [Proof]

  struct Input: Codable {
    var name: String
    var sha256: String
  }

  struct Problem: Codable {
    var resources: [Resource]
    var nodeTypes: [NodeType]
    var shapes: [Shape]
    var conflicts: [[Int64]]?
    var spread: [Spread]?

    struct Resource: Codable {
      var name: String
      var deviceUnit: Int64?
    }

    struct NodeType: Codable {
      var name: String
      var capacity: [Int64]
      var load: [Int64]?
      var cost: Int64
      var available: Int64?
    }

    struct Shape: Codable {
      var name: String?
      var demand: [Int64]
      var count: Int64
      var perNodeLimit: Int64?
      var nodeTypes: [Int64]?
    }

    struct Spread: Codable {
      var shapes: [Int64]
      /// One per node type; null where nodes of the type lie in no domain.
      var domains: [Int64?]
      var maxSkew: Int64
    }
  }

  struct Plan: Codable {
    var nodes: Int64
    var cost: Int64
    var unplaced: Int64
    var patterns: [Pattern]

    struct Pattern: Codable {
      var nodeType: Int64
      var count: Int64
      /// Pairs of a shape and how many items of it.
      var contents: [[Int64]]
    }
  }

  struct Proof: Codable {
    var objective: String
    var value: Int64
    var mostUnplaced: Int64
    var cases: [Case]

    struct Case: Codable {
      var leaf: Leaf?
      var split: Split?
    }

    struct Split: Codable {
      var count: Count
      var most: Int64
      var fewer: Int64
      var more: Int64
    }

    struct Count: Codable {
      var nodeTypes: [Int64]
      /// Pairs of a shape and how many items of it.
      var atLeast: [[Int64]]
    }

    struct Leaf: Codable {
      var scale: Int64
      var shapes: [Int64]
      var nodeTypes: [Int64]
      var unplaced: Int64
      var rows: [Row]
    }

    struct Row: Codable {
      /// `atMost`, `atLeast`, `cut` or `spread`.
      var kind: String
      var price: Int64
      var count: Count?
      var number: Int64?
      /// Pairs of a shape and a numerator.
      var numerators: [[Int64]]?
      var denominator: Int64?
      var rule: Int64?
      var domain: Int64?
      var over: Int64?
    }
  }
}
