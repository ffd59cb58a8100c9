// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A cluster as it was read: its objects, the pods that its workloads ask for, and what was assumed.
public struct ClusterInput: Sendable {
  /// The name that reports print: that of the one file or folder, or of the first of several.
  public var name: String
  /// `kubernetes`, `compose`, or both.
  public var format: String
  /// The SHA-256 of all files' bytes, one after the other.
  public var sha256: String
  /// The objects, workloads expanded to pods.
  public var objects: ClusterObjects
  /// How many objects of each kind were read, by kind.
  public var kinds: [String: Int]
  /// How many of the pods were read; the others are those of workloads.
  public var existingPods: Int
  /// What was assumed, one sentence each.
  public var assumptions: [String]
  /// The `KubeSchedulerConfiguration` among the objects, where there is one.
  public var schedulerConfiguration: Fields?
}

/// What the command line says about clusters.
public struct ClusterOptions: Sendable {
  /// What containers without a request are taken to request.
  public var defaultRequests: [String: Quantity] = [:]
  /// The nodes given by `--node-type`.
  public var nodeTypes: [String] = []
  /// What becomes of fields that the schema does not have.
  public var unknownFields: Schema.UnknownFields = .warn
  /// What `$NAME` in compose files stands for.
  public var variables: [String: String] = [:]
  /// The name of the stack that compose files make; the file's name where `nil`.
  public var stack: String?

  /// Creates options.
  public init() {}
}
