// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and the bytes that come back, written to disk as they come.
///
/// The session calls its delegate on one serial queue; the lock makes that visible to the
/// compiler.
final class Transfer: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var continuation: CheckedContinuation<FetchError?, Never>?
    var handle: FileHandle?
    var length: Int64
    var total: Int64?
    var failure: FetchError?
  }

  private let url: String
  private let part: PartialFile
  private let resumesAt: Int64
  private let sizeLimit: Int64
  private let progress: @Sendable (Int64, Int64?) -> Void
  private let state: Mutex<State>

  init(
    url: String, part: PartialFile, resumesAt: Int64, sizeLimit: Int64,
    progress: @escaping @Sendable (Int64, Int64?) -> Void
  ) {
    self.url = url
    self.part = part
    self.resumesAt = resumesAt
    self.sizeLimit = sizeLimit
    self.progress = progress
    state = Mutex(State(length: resumesAt))
  }

  /// Starts the task; the continuation gets the failure, or `nil` when all bytes are there.
  func start(_ task: URLSessionDataTask, _ continuation: CheckedContinuation<FetchError?, Never>) {
    state.withLock { $0.continuation = continuation }
    task.resume()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let disposition = state.withLock { state -> URLSession.ResponseDisposition in
      do throws(FetchError) {
        try accept(response, &state)
        return .allow
      } catch {
        state.failure = error
        return .cancel
      }
    }
    completionHandler(disposition)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let report = state.withLock { state -> (Int64, Int64?)? in
      guard state.failure == nil, let handle = state.handle else { return nil }
      state.length += Int64(data.count)
      if state.length > sizeLimit {
        state.failure = .tooLarge(url: url, limit: sizeLimit)
        return nil
      }
      do {
        try handle.write(contentsOf: data)
      } catch {
        state.failure = .cannotWrite(file: part.data.path, reason: PartialFile.reason(of: error))
        return nil
      }
      return (state.length, state.total)
    }
    if let report {
      progress(report.0, report.1)
    } else {
      dataTask.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let finished = state.withLock {
      state -> (CheckedContinuation<FetchError?, Never>?, FetchError?) in
      let failure = outcome(error, &state)
      let continuation = state.continuation
      state.continuation = nil
      return (continuation, failure)
    }
    finished.0?.resume(returning: finished.1)
  }

  private func outcome(_ error: (any Error)?, _ state: inout State) -> FetchError? {
    do {
      try state.handle?.synchronize()
      try state.handle?.close()
    } catch {
      state.failure =
        state.failure
        ?? .cannotWrite(file: part.data.path, reason: PartialFile.reason(of: error))
    }
    state.handle = nil
    if case .tooLarge = state.failure { part.remove() }
    if let failure = state.failure { return failure }
    if let error {
      let code = (error as? URLError)?.code
      if code == .cancelled { return .cancelled(url: url) }
      let reason =
        code == .timedOut ? "the server was silent for too long" : error.localizedDescription
      return .connection(url: url, reason: reason)
    }
    if let total = state.total, state.length != total {
      if state.length > total { part.remove() }
      return .length(url: url, found: state.length, expected: total)
    }
    return nil
  }

  /// Opens the file according to the server's answer.
  private func accept(_ response: URLResponse, _ state: inout State) throws(FetchError) {
    guard let response = response as? HTTPURLResponse else {
      throw .connection(url: url, reason: "the answer is not HTTP")
    }
    let announced = header("Content-Length", response).flatMap { Int64($0) }
    switch response.statusCode {
    case 200:
      // The whole file, whether asked for or not: what was there is overwritten.
      state.length = 0
      state.total = announced
      try checkLimit(announced)
      state.handle = try part.open(appending: false, validator: validator(response))
    case 206 where resumesAt > 0:
      let range = header("Content-Range", response) ?? ""
      guard let (first, total) = Self.contentRange(range), first == resumesAt else {
        part.remove()
        throw .unexpectedRange(url: url, found: range)
      }
      state.total = total ?? announced.map { $0 + resumesAt }
      try checkLimit(state.total)
      state.handle = try part.open(appending: true, validator: nil)
    case 416 where resumesAt > 0:
      // Nothing lies behind the bytes that are there: either they are all, or they are wrong.
      let range = header("Content-Range", response) ?? ""
      if range == "bytes */\(resumesAt)" {
        state.total = resumesAt
      } else {
        part.remove()
        throw .unexpectedRange(url: url, found: range)
      }
    default:
      throw .status(url: url, code: response.statusCode)
    }
  }

  private func checkLimit(_ bytes: Int64?) throws(FetchError) {
    if let bytes, bytes > sizeLimit { throw .tooLarge(url: url, limit: sizeLimit) }
  }

  /// A validator strong enough to continue by: an entity tag that is not weak, or a date.
  private func validator(_ response: HTTPURLResponse) -> String? {
    if let tag = header("ETag", response), !tag.hasPrefix("W/") { return tag }
    return header("Last-Modified", response)
  }

  private func header(_ name: String, _ response: HTTPURLResponse) -> String? {
    response.value(forHTTPHeaderField: name)
  }

  /// The first byte and the total of `bytes 100-199/200`.
  static func contentRange(_ text: String) -> (first: Int64, total: Int64?)? {
    guard text.hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/")
    guard parts.count == 2, let dash = parts[0].firstIndex(of: "-"),
      let first = Int64(parts[0][..<dash])
    else { return nil }
    return (first, Int64(parts[1]))
  }
}
