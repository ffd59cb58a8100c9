// SPDX-License-Identifier: Apache-2.0

/// Where a request goes, as people write it: `http://web.shop/cart`, `shop.example.org`,
/// `db-0.db:5432`.
public struct RequestURL: Sendable, Hashable {
  /// Whether it is encrypted.
  public var isSecure: Bool
  /// The name or the address of the host, in lower case.
  public var host: String
  /// The port.
  public var port: Int
  /// The path, which begins with `/`; what follows `?` or `#` is left out.
  public var path: String

  /// Reads a URL; `nil` where it is none.
  public init?(_ text: String) {
    var rest = text[...]
    isSecure = false
    if let mark = rest.firstRange(of: "://") {
      switch rest[..<mark.lowerBound].lowercased() {
      case "http", "tcp", "grpc": break
      case "https", "grpcs": isSecure = true
      default: return nil
      }
      rest = rest[mark.upperBound...]
    }
    let authority = rest.prefix { !"/?#".contains($0) }
    let tail = rest.dropFirst(authority.count).prefix { !"?#".contains($0) }
    path = tail.isEmpty ? "/" : String(tail)
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty,
      parts[0].utf8.allSatisfy(Self.isPartOfName)
    else { return nil }
    host = parts[0].lowercased()
    port = isSecure ? 443 : 80
    if parts.count == 2 {
      guard let number = Int(parts[1]), (1...65_535).contains(number) else { return nil }
      port = number
    }
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
  }
}

extension RequestURL: CustomStringConvertible {
  /// The URL, with its port where that is not the usual one.
  public var description: String {
    let usual = isSecure ? 443 : 80
    return "\(isSecure ? "https" : "http")://\(host)\(port == usual ? "" : ":\(port)")\(path)"
  }
}
