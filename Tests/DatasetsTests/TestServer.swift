// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A web server on a free port of this machine that answers as a test tells it to, rightly or
/// wrongly, one connection after the other.
final class TestServer: Sendable {
  /// What a client asked for.
  struct Request: Sendable {
    var path: String
    var headers: [String: String]

    /// The first byte of a `Range` header.
    var rangeStart: Int? {
      headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) }
    }
  }

  /// What to send back, whether it makes sense or not.
  struct Answer: Sendable {
    var status = "200 OK"
    var headers: [String] = []
    var body: [UInt8] = []
    /// How many bytes to announce, when not those of the body; `nil` for none at all.
    var length: Int?
    /// Whether to be silent instead of closing the connection at the end.
    var staysOpen = false
  }

  let port: UInt16
  private let socket: Int32
  private let log = Mutex<[Request]>([])

  /// The requests so far.
  var requests: [Request] { log.withLock { $0 } }

  /// Starts a server.
  init(_ answer: @escaping @Sendable (_ request: Request, _ number: Int) -> Answer) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failed = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, length) != 0 || listen(socket, 16) != 0
          || getsockname(socket, pointer, &length) != 0
      }
    }
    if socket < 0 || failed { throw POSIXError(.EADDRNOTAVAIL) }
    self.socket = socket
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in serve(answer) }
  }

  func url(_ path: String = "/file") throws -> URL {
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
    return url
  }

  /// Stops accepting.
  func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

  private func serve(_ answer: @Sendable (Request, Int) -> Answer) {
    while true {
      let client = accept(socket, nil, nil)
      if client < 0 { break }
      if let request = Self.read(client) {
        let number = log.withLock { log in
          log.append(request)
          return log.count
        }
        Self.send(answer(request, number), to: client)
      }
      close(client)
    }
    close(socket)
  }

  private static func read(_ client: Int32) -> Request? {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !text.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = recv(client, &buffer, buffer.count, 0)
      if count <= 0 { return nil }
      text += buffer[..<count]
    }
    let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return Request(path: String(words[1]), headers: headers)
  }

  private static func send(_ answer: Answer, to client: Int32) {
    var head = "HTTP/1.1 \(answer.status)\r\nConnection: close\r\n"
    for header in answer.headers { head += header + "\r\n" }
    if let length = answer.length { head += "Content-Length: \(length)\r\n" }
    var bytes = Array((head + "\r\n").utf8) + answer.body
    while !bytes.isEmpty {
      let sent = Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      if sent <= 0 { return }
      bytes.removeFirst(sent)
    }
    if answer.staysOpen {
      var rest = [UInt8](repeating: 0, count: 64)
      _ = recv(client, &rest, rest.count, 0)
    }
  }
}
