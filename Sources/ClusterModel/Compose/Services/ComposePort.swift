// SPDX-License-Identifier: Apache-2.0

/// A port that a service opens to the outside.
public struct ComposePort: Sendable, Hashable {
  /// Who listens on the published port.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// Every node, for all tasks together (the routing mesh).
    case ingress
    /// The node of each task, for that task alone.
    case host
  }

  /// What is spoken.
  public enum Transport: String, Sendable, Hashable, CaseIterable {
    /// TCP.
    case tcp
    /// UDP.
    case udp
    /// SCTP.
    case sctp
  }

  /// The port in the container.
  public var target: Int
  /// The port outside, or ports of which one is taken; `nil` where any may be.
  public var published: ClosedRange<Int>?
  /// The address outside; all where `nil`.
  public var hostIP: String?
  /// What is spoken.
  public var transport: Transport
  /// Who listens on the published port.
  public var mode: Mode

  /// Creates a port.
  public init(
    target: Int, published: ClosedRange<Int>? = nil, hostIP: String? = nil,
    transport: Transport = .tcp, mode: Mode = .ingress
  ) {
    self.target = target
    self.published = published
    self.hostIP = hostIP
    self.transport = transport
    self.mode = mode
  }
}

extension ComposePort {
  /// Reads a port in either form; a range is one port each.
  static func read(_ field: ComposeField) throws(ComposeError) -> [ComposePort] {
    guard case .object = field.value else { return try readShort(field) }
    guard let target = try field.child("target") else {
      throw ComposeError(
        field: "\(field.path).target", found: "nothing", expected: "the port in the container")
    }
    var port = ComposePort(target: Int(try target.integer(in: 1...65_535)))
    if let published = try field.child("published") {
      guard let text = published.scalarText, let ports = range(text[...], from: 0) else {
        throw published.error(expected: "a port from 0 to 65535, or a range such as 8000-8010")
      }
      port.published = ports.upperBound == 0 ? nil : ports
    }
    port.hostIP = try field.child("host_ip")?.text()
    if let transport = try field.child("protocol") { port.transport = try transport.choice() }
    if let mode = try field.child("mode") { port.mode = try mode.choice() }
    return [port]
  }

  /// `[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]`, where ports may be ranges.
  private static func readShort(_ field: ComposeField) throws(ComposeError) -> [ComposePort] {
    let expected = "a port such as 80, 8080:80, 127.0.0.1:8080:80/udp or 8000-8010:80-90"
    var rest = try field.text(expected: expected)[...]
    var transport = Transport.tcp
    if let slash = rest.lastIndex(of: "/") {
      guard let named = Transport(rawValue: rest[rest.index(after: slash)...].lowercased()) else {
        throw field.error(expected: "one of the protocols tcp, udp, sctp after '/'")
      }
      transport = named
      rest = rest[..<slash]
    }
    var target = rest
    var outside: Substring?
    var address: Substring?
    if let colon = rest.lastIndex(of: ":") {
      (outside, target) = (rest[..<colon], rest[rest.index(after: colon)...])
      if let before = outside, let colon = before.lastIndex(of: ":") {
        (address, outside) = (before[..<colon], before[before.index(after: colon)...])
      }
    }
    if let written = address, written.hasPrefix("["), written.hasSuffix("]") {
      address = written.dropFirst().dropLast()
    }
    guard let targets = range(target, from: 1), address?.isEmpty != true else {
      throw field.error(expected: expected)
    }
    var published: ClosedRange<Int>?
    if let outside, !(outside.isEmpty && address != nil) {
      guard let ports = range(outside, from: 0) else { throw field.error(expected: expected) }
      published = ports.upperBound == 0 ? nil : ports
    }
    if let published, targets.count > 1, published.count != targets.count {
      throw field.error(expected: "as many published ports as ports in the container")
    }
    return targets.enumerated().map { index, target in
      let ports =
        targets.count == 1
        ? published : published.map { ($0.lowerBound + index)...($0.lowerBound + index) }
      return ComposePort(
        target: target, published: ports, hostIP: address.map(String.init), transport: transport)
    }
  }

  /// `80` or `80-90`.
  private static func range(_ text: Substring, from least: Int) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count <= 2, let first = port(ends[0]), first >= least else { return nil }
    guard ends.count == 2 else { return first...first }
    guard first > 0, let last = port(ends[1]), last >= first else { return nil }
    return first...last
  }

  private static func port(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = Int(text), port <= 65_535
    else { return nil }
    return port
  }
}
