// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file or of standard input, read piece by piece.
public struct FileSource: ByteSource {
  /// The name that errors and positions give it.
  public let name: String
  private let descriptor: Descriptor

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - name: What errors call it; the path where nothing else is said.
  /// - Throws: A `ReadingError` where it cannot be opened.
  public init(path: String, name: String? = nil) throws(ReadingError) {
    let isStandardInput = path == "-"
    let shown = name ?? (isStandardInput ? "standard input" : path)
    let number = isStandardInput ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw Self.failure(shown, expected: "a file that can be opened") }
    self.name = shown
    descriptor = Descriptor(number, isOwned: !isStandardInput)
  }

  /// Copies the next bytes into a buffer.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    while true {
      let count = Self.readBytes(descriptor.number, buffer)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(name, expected: "a file that can be read") }
    }
  }

  private static func readBytes(_ number: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.read(number, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      Musl.read(number, buffer.baseAddress, buffer.count)
    #elseif canImport(Darwin)
      Darwin.read(number, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func failure(_ name: String, expected: String) -> ReadingError {
    let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    return ReadingError(file: name, found: "'\(reason)'", expected: expected)
  }

  /// An open file, closed when nobody reads it any more.
  private final class Descriptor: Sendable {
    let number: Int32
    private let isOwned: Bool

    init(_ number: Int32, isOwned: Bool) {
      (self.number, self.isOwned) = (number, isOwned)
    }

    deinit {
      if isOwned { close(number) }
    }
  }
}
