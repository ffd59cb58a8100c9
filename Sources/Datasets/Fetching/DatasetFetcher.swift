// SPDX-License-Identifier: Apache-2.0

public import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Downloads a file over HTTP or HTTPS, whole or not at all.
///
/// The bytes go to `FILE.part` as they come. Only when all are there and their SHA-256 is the
/// expected one is that file renamed to its final name; a file of that name is never half a
/// download. A download that was cut off is continued where it stopped if the server says that
/// the file is still the same, and otherwise started anew.
public struct DatasetFetcher: Sendable {
  /// How often a download that is cut off is continued.
  public var attempts: Int
  /// The most bytes that a file may have.
  public var sizeLimit: Int64
  /// How long the server may stay silent, in seconds.
  public var timeout: Double

  /// Creates a fetcher.
  ///
  /// - Parameters:
  ///   - attempts: How often to try before giving up, at least once.
  ///   - sizeLimit: The most bytes that a file may have.
  ///   - timeout: How long the server may stay silent, in seconds.
  public init(attempts: Int = 3, sizeLimit: Int64 = 4 << 30, timeout: Double = 60) {
    self.attempts = max(1, attempts)
    self.sizeLimit = sizeLimit
    self.timeout = timeout
  }

  /// Downloads a file.
  ///
  /// A file that is already there with the expected checksum is left alone.
  ///
  /// - Parameters:
  ///   - url: Where the file is.
  ///   - file: Its final name; the folder must exist.
  ///   - sha256: The expected checksum in hexadecimal digits.
  ///   - progress: Called with the bytes so far and, where the server says it, the total.
  /// - Throws: A `FetchError`. `FILE.part` then stays for the next attempt, unless its bytes are
  ///   known to be wrong.
  public func fetch(
    _ url: URL, to file: URL, sha256: String,
    progress: @escaping @Sendable (_ bytes: Int64, _ total: Int64?) -> Void = { _, _ in }
  ) async throws(FetchError) {
    guard url.scheme == "http" || url.scheme == "https" else {
      throw .unsupportedAddress(url.absoluteString)
    }
    let expected = sha256.lowercased()
    guard expected.utf8.count == 64, expected.utf8.allSatisfy({ $0.isHexadecimal }) else {
      throw .malformedChecksum(sha256)
    }
    if let found = PartialFile.checksum(of: file) {
      if found == expected { return }
      throw .fileInTheWay(file: file.path, found: found, expected: expected)
    }

    let part = PartialFile(finalFile: file, address: url.absoluteString)
    var attempt = 0
    while true {
      attempt += 1
      do throws(FetchError) {
        try await download(url, part: part, progress: progress)
        break
      } catch {
        guard error.isWorthAnotherAttempt, attempt < attempts else { throw error }
      }
    }
    guard let found = PartialFile.checksum(of: part.data) else {
      throw .cannotWrite(file: part.data.path, reason: "the file has gone")
    }
    guard found == expected else {
      part.remove()
      throw .checksumMismatch(url: url.absoluteString, found: found, expected: expected)
    }
    try part.finish()
  }

  private func download(
    _ url: URL, part: PartialFile, progress: @escaping @Sendable (Int64, Int64?) -> Void
  ) async throws(FetchError) {
    var request = URLRequest(url: url)
    request.timeoutInterval = timeout
    request.cachePolicy = .reloadIgnoringLocalCacheData
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    let start = part.resumable()
    if let start {
      request.setValue("bytes=\(start.length)-", forHTTPHeaderField: "Range")
      request.setValue(start.validator, forHTTPHeaderField: "If-Range")
    }
    let transfer = Transfer(
      url: url.absoluteString, part: part, resumesAt: start?.length ?? 0, sizeLimit: sizeLimit,
      progress: progress)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: queue)
    let task = session.dataTask(with: request)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        transfer.start(task, continuation)
      }
    } onCancel: {
      task.cancel()
    }
    session.finishTasksAndInvalidate()
    if let error = result { throw error }
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool { isDigit || (0x61...0x66).contains(self) }
}
