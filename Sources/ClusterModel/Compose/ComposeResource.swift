// SPDX-License-Identifier: Apache-2.0

/// A network, a volume, a secret or a config that a compose file names.
public struct ComposeResource: Sendable, Hashable {
  /// The name in the file.
  public var name: String
  /// The name outside, where that is said.
  public var outsideName: String?
  /// Whether it is there before and stays.
  public var isExternal: Bool
  /// Who keeps it.
  public var driver: String?
  /// All fields.
  public var fields: Fields

  /// Creates a resource of which nothing is said but its name.
  public init(named name: String) {
    (self.name, isExternal, fields) = (name, false, Fields())
  }

  /// Reads an entry of `networks`, `volumes`, `secrets` or `configs`; `null` says nothing of it.
  init(name: String, _ field: ComposeField) throws(ComposeError) {
    self.name = name
    isExternal = false
    fields = Fields()
    guard !field.value.isNull else { return }
    fields = try field.object()
    outsideName = try field.child("name")?.text()
    driver = try field.child("driver")?.text()
    guard let external = try field.child("external") else { return }
    if case .object = external.value {
      // The older form: an object with the name outside.
      isExternal = true
      outsideName = try external.child("name")?.text() ?? outsideName
    } else {
      isExternal = try external.truth()
    }
  }

  /// Reads a whole section.
  static func read(_ field: ComposeField?) throws(ComposeError) -> [ComposeResource] {
    var resources: [ComposeResource] = []
    for (name, entry) in try field?.children() ?? [] {
      resources.append(try ComposeResource(name: name, entry))
    }
    return resources
  }
}
