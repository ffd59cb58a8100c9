// SPDX-License-Identifier: Apache-2.0

/// Whether a file holds objects, in YAML or JSON, rather than numbers or a table.
///
/// The first line that is neither empty nor a comment decides: objects begin with a bracket, with
/// `---` or with a name and a colon; the header of a table has commas and no colon before them.
public enum ClusterFormat {
  /// How many bytes have to be looked at.
  public static let prefixLength = 1 << 16

  /// Looks at the beginning of a file.
  public static func isCluster(_ prefix: some Sequence<UInt8>) -> Bool {
    var line: [UInt8] = []
    var bytes = Array(prefix)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    for byte in bytes + [0x0A] {
      guard byte == 0x0A else {
        line.append(byte)
        continue
      }
      let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      line = []
      guard let first = text.first, first != UInt8(ascii: "#") else { continue }
      return isObjectLine(text, first)
    }
    return false
  }

  private static func isObjectLine(_ text: ArraySlice<UInt8>, _ first: UInt8) -> Bool {
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "%") {
      return true
    }
    if text.starts(with: Array("---".utf8)) || text.starts(with: Array("- ".utf8)) { return true }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let name = text[..<colon]
    let after = text[(colon + 1)...].first
    let ends = after == nil || after == 0x20 || after == 0x0D || after == 0x09
    return ends && !name.contains(UInt8(ascii: ","))
  }
}
