// SPDX-License-Identifier: Apache-2.0

/// Why a file could not be downloaded.
public enum FetchError: Error, Sendable, Hashable {
  /// The address is of no protocol that is spoken.
  case unsupportedAddress(String)
  /// The expected checksum is no SHA-256.
  case malformedChecksum(String)
  /// A catalogue entry has no known checksum, and none was given.
  case checksumUnknown(dataset: String)
  /// A different file of the final name is there already.
  case fileInTheWay(file: String, found: String, expected: String)
  /// The server answered with a failure.
  case status(url: String, code: Int)
  /// The server's part does not start where the file ends.
  case unexpectedRange(url: String, found: String)
  /// The connection failed or ended too early.
  case connection(url: String, reason: String)
  /// The server sent fewer or more bytes than it announced.
  case length(url: String, found: Int64, expected: Int64)
  /// The file has more bytes than allowed.
  case tooLarge(url: String, limit: Int64)
  /// The bytes are not the expected ones.
  case checksumMismatch(url: String, found: String, expected: String)
  /// The file cannot be written.
  case cannotWrite(file: String, reason: String)
  /// The download was cancelled.
  case cancelled(url: String)

  /// Whether trying again may help.
  var isWorthAnotherAttempt: Bool {
    switch self {
    case .connection, .length: true
    case .status(_, let code): code == 408 || code == 429 || code >= 500
    case .unexpectedRange: true
    default: false
    }
  }
}

extension FetchError: CustomStringConvertible {
  /// What happened, and on a new line what to do where that is known.
  public var description: String {
    switch self {
    case .unsupportedAddress(let url):
      "'\(url)' is no address to download from, expected one that starts with http:// or https://"
    case .malformedChecksum(let text):
      "'\(text)' is no SHA-256, expected 64 hexadecimal digits"
    case .checksumUnknown(let dataset):
      "the SHA-256 of '\(dataset)' is not known here\nGive the one you trust with --sha256."
    case .fileInTheWay(let file, let found, let expected):
      "\(file) is there already with SHA-256 \(found), expected \(expected)\nMove it away to "
        + "download the file."
    case .status(let url, let code):
      "\(url): the server answered \(code)\(Self.meaning(of: code)), expected 200"
    case .unexpectedRange(let url, let found):
      "\(url): the server continues at '\(found)', expected where the file ends"
    case .connection(let url, let reason):
      "\(url): \(reason)\nRun the command again to continue the download."
    case .length(let url, let found, let expected):
      "\(url): \(found) bytes came, expected \(expected)\nRun the command again to continue the "
        + "download."
    case .tooLarge(let url, let limit):
      "\(url): the file has more than \(limit) bytes, which is the limit"
    case .checksumMismatch(let url, let found, let expected):
      "\(url): the SHA-256 is \(found), expected \(expected)\nThe download was thrown away; the "
        + "file may have changed at its source."
    case .cannotWrite(let file, let reason):
      "\(file): \(reason)"
    case .cancelled(let url):
      "\(url): cancelled\nRun the command again to continue the download."
    }
  }

  private static func meaning(of code: Int) -> String {
    switch code {
    case 401, 403: " (not allowed)"
    case 404, 410: " (no such file)"
    case 429: " (too many requests)"
    case 500...: " (a failure of the server)"
    default: ""
    }
  }
}
