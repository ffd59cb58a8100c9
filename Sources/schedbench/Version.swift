// SPDX-License-Identifier: Apache-2.0

/// The version of the package, in the one place where it stands.
enum Version {
  static let current = "0.1.0"
}
