// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A name and a password for a registry.
package struct ImageCredentials: Sendable, Hashable {
  /// The registry, or a part of one, as the Secret names it.
  package var registry: String
  package var user: String
  package var password: String

  /// Whether they are for the registry of an image.
  ///
  /// From `pkg/credentialprovider/keyring.go`: a scheme and a version in the address do not count,
  /// and an image without a registry is one of Docker Hub.
  package func areFor(_ image: String) -> Bool {
    var address = registry[...]
    for scheme in ["https://", "http://"] where address.hasPrefix(scheme) {
      address = address.dropFirst(scheme.count)
    }
    while address.hasSuffix("/") { address = address.dropLast() }
    for version in ["/v1", "/v2"] where address.hasSuffix(version) {
      address = address.dropLast(version.count)
    }
    let parts = address.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let wanted = Self.location(image)
    guard let host = parts.first, GlobPattern(String(host)).matches(wanted.host) else {
      return false
    }
    return parts.count < 2 || wanted.path.hasPrefix(parts[1])
  }

  private static func location(_ image: String) -> (host: String, path: String) {
    let parts = image.split(separator: "/", maxSplits: 1).map(String.init)
    if parts.count == 2, parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost"
    {
      return (parts[0], parts[1])
    }
    return ("index.docker.io", image)
  }

  /// The credentials of a Secret; none where it is of another type or cannot be read.
  static func all(in secret: ConfigurationObject) -> [ImageCredentials] {
    let text: String?
    switch secret.type {
    case "kubernetes.io/dockerconfigjson": text = secret.texts[".dockerconfigjson"]
    case "kubernetes.io/dockercfg": text = secret.texts[".dockercfg"]
    default: return []
    }
    guard let text, case .object(var entries)? = try? JSONReader.value(of: MemorySource(text))
    else { return [] }
    if secret.type == "kubernetes.io/dockerconfigjson" {
      entries = entries["auths"]?.object ?? Fields()
    }
    return entries.compactMap { registry, entry in
      var (user, password) = (
        entry[path: "username"]?.string ?? "", entry[path: "password"]?.string ?? ""
      )
      if let both = entry[path: "auth"]?.string.flatMap({ Base64Text.decode($0) }) {
        let parts = String(decoding: both, as: UTF8.self).split(
          separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { (user, password) = (String(parts[0]), String(parts[1])) }
      }
      return ImageCredentials(registry: registry, user: user, password: password)
    }
  }
}

extension Behavior.Image {
  /// What the runtime says where a registry lets nobody in who is not known.
  static func denial(_ image: String) -> String {
    "failed to pull and unpack image \"\(image)\": failed to resolve reference \"\(image)\": pull "
      + "access denied, repository does not exist or may require authorization: server message: "
      + "insufficient_scope: authorization failed"
  }

  /// Whether the registry gives the image to somebody with some credentials.
  func isGiven(_ image: String, to credentials: [ImageCredentials]) -> Bool {
    guard requiresCredentials else { return true }
    return credentials.contains { known in
      known.areFor(image)
        && accepted.map { $0 == "\(known.user):\(known.password)" } ?? true
    }
  }
}
