// SPDX-License-Identifier: Apache-2.0

/// One dimension of every demand and capacity, such as CPU in millicores or memory in bytes.
public struct Resource: Sendable, Hashable {
  /// The name that reports print, unique within a problem.
  public let name: String

  /// The size of one indivisible device, or `nil` for a resource that adds up freely.
  ///
  /// A capacity of such a resource is a whole number of devices. A demand is either a multiple
  /// of the unit and takes whole devices, or smaller than the unit and must fit into what one
  /// single device has left, the way shared GPUs are handed out.
  public let deviceUnit: Int64?

  /// Creates a resource.
  ///
  /// - Parameters:
  ///   - name: The name that reports print.
  ///   - deviceUnit: The size of one device, when demands may not straddle devices.
  public init(_ name: String, deviceUnit: Int64? = nil) {
    self.name = name
    self.deviceUnit = deviceUnit
  }
}
