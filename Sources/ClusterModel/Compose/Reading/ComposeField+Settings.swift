// SPDX-License-Identifier: Apache-2.0

extension ComposeField {
  /// Names and values in either form: an object, or a list of `NAME=VALUE`.
  ///
  /// A name without value has none: `NAME` in a list, `NAME: null` in an object.
  func settings() throws(ComposeError) -> [String: String?] {
    var settings: [String: String?] = [:]
    if case .array = value {
      for element in try elements() {
        let text = try element.text(expected: "text such as NAME=VALUE")
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else {
          throw element.error(expected: "text such as NAME=VALUE")
        }
        settings.updateValue(parts.count > 1 ? String(parts[1]) : nil, forKey: String(name))
      }
      return settings
    }
    for (name, field) in try children(expected: "an object or a list of NAME=VALUE") {
      settings.updateValue(field.value.isNull ? nil : try field.text(), forKey: name)
    }
    return settings
  }

  /// Labels in either form; one without value is empty.
  func labels() throws(ComposeError) -> [String: String] {
    try settings().mapValues { $0 ?? "" }
  }
}
