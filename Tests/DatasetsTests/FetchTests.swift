// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import Datasets

@Suite("Fetching", .serialized)
struct FetchTests {
  private let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8)) }
  private var sha256: String { Checksum.sha256(of: content) }

  /// Runs a test in a folder of its own, with a server.
  private func withServer(
    _ answer: @escaping @Sendable (TestServer.Request, Int) -> TestServer.Answer,
    body: (TestServer, URL) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("stevedore-fetch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try TestServer(answer)
    defer { server.stop() }
    try await body(server, folder.appendingPathComponent("data.csv"))
  }

  private func fetch(
    _ server: TestServer, _ file: URL, fetcher: DatasetFetcher = DatasetFetcher(attempts: 1),
    sha256: String? = nil
  ) async throws -> FetchError? {
    let url = try server.url()
    do throws(FetchError) {
      try await fetcher.fetch(
        url, to: file,
        sha256: sha256 ?? self.sha256)
      return nil
    } catch {
      return error
    }
  }

  private func names(beside file: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path
    ).sorted()
  }

  @Test("a file comes whole, with its progress, and is not fetched twice")
  func whole() async throws {
    let content = content
    try await withServer({ _, _ in .init(body: content, length: content.count) }) {
      (server: TestServer, file: URL) async throws -> Void in
      let seen = Mutex<[(Int64, Int64?)]>([])
      try await DatasetFetcher().fetch(try server.url(), to: file, sha256: sha256.uppercased()) {
        bytes, total in seen.withLock { $0.append((bytes, total)) }
      }
      #expect([UInt8](try Data(contentsOf: file)) == content)
      #expect(try names(beside: file) == ["data.csv"])
      let reports = seen.withLock { $0 }
      #expect(reports.last?.0 == 300_000)
      #expect(reports.allSatisfy { $0.1 == 300_000 })
      #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.0 < $1.0 })

      #expect(try await fetch(server, file) == nil)
      #expect(server.requests.count == 1)
    }
  }

  @Test("a length that is not announced is no trouble")
  func withoutLength() async throws {
    let content = content
    try await withServer({ _, _ in .init(body: content) }) {
      (server: TestServer, file: URL) async throws -> Void in
      #expect(try await fetch(server, file) == nil)
      #expect([UInt8](try Data(contentsOf: file)) == content)
    }
  }

  @Test("a cut connection is continued where it stopped")
  func resume() async throws {
    let content = content
    try await withServer({ request, _ in
      let tag = "ETag: \"v1\""
      guard let start = request.rangeStart else {
        return .init(headers: [tag], body: Array(content[..<100_000]), length: content.count)
      }
      return .init(
        status: "206 Partial Content",
        headers: [tag, "Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)"],
        body: Array(content[start...]), length: content.count - start)
    }) { (server: TestServer, file: URL) async throws -> Void in
      let error = try await fetch(server, file)
      #expect(error?.isWorthAnotherAttempt == true, "\(String(describing: error))")
      #expect(try names(beside: file) == ["data.csv.part", "data.csv.part.source"])

      #expect(try await fetch(server, file) == nil)
      #expect([UInt8](try Data(contentsOf: file)) == content)
      #expect(try names(beside: file) == ["data.csv"])
      #expect(server.requests.count == 2)
      let start = try #require(server.requests[1].rangeStart)
      #expect(start > 0 && start <= 100_000)
      #expect(server.requests[1].headers["if-range"] == "\"v1\"")
    }
  }

  @Test("several attempts are made by themselves, after failures that may pass")
  func attempts() async throws {
    let content = content
    try await withServer({ _, number in
      number < 3
        ? .init(status: "503 Busy", length: 0) : .init(body: content, length: content.count)
    }) { (server: TestServer, file: URL) async throws -> Void in
      #expect(try await fetch(server, file, fetcher: DatasetFetcher(attempts: 3)) == nil)
      #expect(server.requests.count == 3)
    }
  }

  @Test("a server that ignores ranges, or has a new version, is read from the start")
  func ignoredRange() async throws {
    let content = content
    try await withServer({ _, number in
      number == 1
        ? .init(
          headers: ["ETag: \"v1\""], body: Array(repeating: 7, count: 50_000), length: 300_000)
        : .init(headers: ["ETag: \"v2\""], body: content, length: content.count)
    }) { (server: TestServer, file: URL) async throws -> Void in
      #expect(try await fetch(server, file) != nil)
      #expect(try await fetch(server, file) == nil)
      #expect([UInt8](try Data(contentsOf: file)) == content)
    }
  }

  @Test("without a validator nothing is continued")
  func noValidator() async throws {
    let content = content
    try await withServer({ _, number in
      .init(
        headers: ["ETag: W/\"weak\""],
        body: number == 1 ? Array(content[..<1_000]) : content, length: content.count)
    }) { (server: TestServer, file: URL) async throws -> Void in
      #expect(try await fetch(server, file) != nil)
      #expect(try await fetch(server, file) == nil)
      #expect(server.requests[1].headers["range"] == nil)
    }
  }

  @Test("a continuation from the wrong place is thrown away")
  func wrongRange() async throws {
    let content = content
    try await withServer({ request, number in
      if number == 2 {
        return .init(
          status: "206 Partial Content", headers: ["Content-Range: bytes 5-9/300000"],
          body: [1, 2, 3, 4, 5], length: 5)
      }
      let cut = number == 1 ? Array(content[..<70_000]) : content
      return .init(headers: ["ETag: \"v1\""], body: cut, length: content.count)
    }) { (server: TestServer, file: URL) async throws -> Void in
      #expect(try await fetch(server, file) != nil)
      let error = try await fetch(server, file)
      #expect(
        error == .unexpectedRange(url: try server.url().absoluteString, found: "bytes 5-9/300000"))
      #expect(try await fetch(server, file) == nil)
      #expect([UInt8](try Data(contentsOf: file)) == content)
    }
  }

  @Test("bytes with another checksum never get the name")
  func mismatch() async throws {
    let content = content
    try await withServer({ _, _ in .init(body: [1] + content, length: content.count + 1) }) {
      (server: TestServer, file: URL) async throws -> Void in
      let error = try await fetch(server, file, fetcher: DatasetFetcher(attempts: 5))
      #expect(
        error
          == .checksumMismatch(
            url: try server.url().absoluteString, found: Checksum.sha256(of: [1] + content),
            expected: sha256))
      #expect(try names(beside: file).isEmpty)
      #expect(server.requests.count == 1)
    }
  }

  @Test("a file that is already there and differs is not overwritten")
  func inTheWay() async throws {
    try await withServer({ _, _ in .init() }) {
      (server: TestServer, file: URL) async throws -> Void in
      try Data("mine".utf8).write(to: file)
      let error = try await fetch(server, file)
      guard case .fileInTheWay = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
      #expect(server.requests.isEmpty)
    }
  }

  @Test("failures of the server are named", arguments: [403, 404, 410, 500])
  func statuses(code: Int) async throws {
    try await withServer({ _, _ in .init(status: "\(code) No", body: [1, 2, 3], length: 3) }) {
      (server: TestServer, file: URL) async throws -> Void in
      let error = try await fetch(server, file)
      #expect(error == .status(url: try server.url().absoluteString, code: code))
      #expect(error?.description.contains("answered \(code) (") == true)
      #expect(try names(beside: file).isEmpty)
    }
  }

  @Test("redirects are followed")
  func redirect() async throws {
    let content = content
    try await withServer({ request, _ in
      request.path == "/file"
        ? .init(status: "302 Found", headers: ["Location: /other"], length: 0)
        : .init(body: content, length: content.count)
    }) { (server: TestServer, file: URL) async throws -> Void in
      #expect(try await fetch(server, file) == nil)
      #expect(server.requests.map(\.path) == ["/file", "/other"])
    }
  }

  @Test("a file above the limit is refused, announced or not", arguments: [true, false])
  func limit(announced: Bool) async throws {
    let content = content
    try await withServer({ _, _ in .init(body: content, length: announced ? content.count : nil) })
    {
      (server: TestServer, file: URL) async throws -> Void in
      let error = try await fetch(
        server, file, fetcher: DatasetFetcher(attempts: 3, sizeLimit: 200_000))
      #expect(error == .tooLarge(url: try server.url().absoluteString, limit: 200_000))
      #expect(try names(beside: file).isEmpty)
      #expect(server.requests.count == 1)
    }
  }

  @Test("silence ends, and so does an unreachable server")
  func silence() async throws {
    try await withServer({ _, _ in .init(body: [1, 2], length: 100, staysOpen: true) }) {
      (server: TestServer, file: URL) async throws -> Void in
      let error = try await fetch(server, file, fetcher: DatasetFetcher(attempts: 1, timeout: 1))
      guard case .connection = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test("a cancelled download stops and can be continued")
  func cancellation() async throws {
    let content = content
    try await withServer({ request, _ in
      guard let start = request.rangeStart else {
        return .init(
          headers: ["ETag: \"v1\""], body: Array(content[..<100_000]), length: content.count,
          staysOpen: true)
      }
      return .init(
        status: "206 Partial Content",
        headers: ["Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)"],
        body: Array(content[start...]), length: content.count - start)
    }) { (server: TestServer, file: URL) async throws -> Void in
      let (started, signal) = AsyncStream<Void>.makeStream()
      let url = try server.url()
      let sha256 = sha256
      let download = Task { () -> FetchError? in
        do throws(FetchError) {
          try await DatasetFetcher().fetch(url, to: file, sha256: sha256) { _, _ in
            signal.yield()
          }
          return nil
        } catch {
          return error
        }
      }
      for await _ in started { break }
      download.cancel()
      #expect(await download.value == .cancelled(url: url.absoluteString))
      #expect(try names(beside: file) == ["data.csv.part", "data.csv.part.source"])
      #expect(try await fetch(server, file) == nil)
      #expect([UInt8](try Data(contentsOf: file)) == content)
    }
  }

  @Test("a folder that is not there is named")
  func noFolder() async throws {
    let content = content
    try await withServer({ _, _ in .init(body: content, length: content.count) }) {
      (server: TestServer, file: URL) async throws -> Void in
      let missing = file.deletingLastPathComponent().appendingPathComponent("no/data.csv")
      guard case .cannotWrite(let path, _) = try await fetch(server, missing) else {
        Issue.record("expected cannotWrite")
        return
      }
      #expect(path.hasSuffix("no/data.csv.part"))
    }
  }

  @Test("a full disk is said to be full")
  func fullDisk() {
    let error = NSError(
      domain: NSCocoaErrorDomain, code: 640,
      userInfo: [NSUnderlyingErrorKey: NSError(domain: NSPOSIXErrorDomain, code: Int(ENOSPC))])
    #expect(PartialFile.reason(of: error).hasPrefix("the disk is full"))
  }

  @Test("addresses and checksums are checked before anything is asked")
  func arguments() async throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("never")
    let ftp = try #require(URL(string: "ftp://example.org/x"))
    await #expect(throws: FetchError.unsupportedAddress("ftp://example.org/x")) {
      try await DatasetFetcher().fetch(ftp, to: file, sha256: String(repeating: "a", count: 64))
    }
    let http = try #require(URL(string: "http://127.0.0.1:1/x"))
    await #expect(throws: FetchError.malformedChecksum("abc")) {
      try await DatasetFetcher().fetch(http, to: file, sha256: "abc")
    }
    #expect(Transfer.contentRange("bytes 10-19/*")?.first == 10)
    #expect(Transfer.contentRange("items 10-19/20") == nil)
  }
}
