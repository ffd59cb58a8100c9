// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A system call that failed.
struct SystemError: Error {
  var code: Int32

  /// What the system says about it, such as `No such file or directory`.
  var reason: String { String(cString: strerror(code)) }

  /// The error of the call that has just failed.
  static var last: SystemError { SystemError(code: errno) }
}

/// Writes bytes to an open file, all of them.
struct FileDescriptorWriter {
  var descriptor: Int32

  func write(_ bytes: [UInt8]) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      start += written
    }
  }
}
