// SPDX-License-Identifier: Apache-2.0

/// The network itself: who has an address at the moment, whatever the API says.
public protocol AddressDirectory: AnyObject {
  /// Who has an address; `nil` where nobody does.
  func place(of address: String) -> AddressPlace?
}

/// Who has an address.
public struct AddressPlace: Sendable, Hashable {
  /// The node.
  public var node: String
  /// The identity of the pod; empty where the address is the node's own.
  public var podUID: String

  /// Creates a place.
  public init(node: String, podUID: String = "") { (self.node, self.podUID) = (node, podUID) }
}
