// SPDX-License-Identifier: Apache-2.0

extension CatalogueEntry {
  /// The content of `datasets/catalogue.json`.
  public static var catalogueFile: String {
    let entries = all.map { entry in
      let files = entry.files.map { file in
        "        { \"name\": \(json(file.name)), \"url\": \(json(file.url)),\n"
          + "          \"sha256\": \(file.sha256.map(json) ?? "null"), "
          + "\"bytes\": \(file.bytes.map { "\($0)" } ?? "null") }"
      }
      return """
            {
              "name": \(json(entry.name)),
              "summary": \(json(entry.summary)),
              "licence": \(json(entry.licence)),
              "source": \(json(entry.source)),
              "format": \(json(entry.format)),
              "files": [\(files.isEmpty ? "" : "\n" + files.joined(separator: ",\n") + "\n      ")]
            }
        """
    }
    return "{\n  \"schema\": \"schedbench.catalogue/v1\",\n  \"datasets\": [\n"
      + entries.joined(separator: ",\n") + "\n  ]\n}\n"
  }

  /// The table of public data sets in `datasets/README.md`.
  public static var readmeTable: String {
    let head = "| name | what | licence | format | files | SHA-256 |\n|---|---|---|---|---|---|\n"
    return head
      + all.map { entry in
        let known = entry.files.count { $0.sha256 != nil }
        let checksums =
          if entry.files.isEmpty {
            "–"
          } else if known == entry.files.count {
            "known"
          } else {
            "unknown: give `--sha256`"
          }
        let files = entry.files.isEmpty ? "see its page" : "\(entry.files.count)"
        return "| [`\(entry.name)`](\(entry.source)) | \(entry.summary) | \(entry.licence) | "
          + "\(entry.format) | \(files) | \(checksums) |\n"
      }.joined()
  }

  private static func json(_ text: String) -> String {
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped + "\""
  }
}
