// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import VectorPacking

/// Turns the first interrupt into a cancellation, so that what there is gets reported, and the
/// second into the end of the process.
final class Interruption {
  /// The switch that the first interrupt turns.
  let cancellation = Cancellation()

  private let sources: [any DispatchSourceSignal]

  /// Starts to listen for interrupts (control-C) and requests to terminate.
  init() {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in sources {
      source.setEventHandler { [cancellation] in
        if cancellation.isCancelled { _exit(130) }
        cancellation.cancel()
      }
      source.resume()
    }
  }

  /// Whether an interrupt came.
  var hasHappened: Bool { cancellation.isCancelled }
}
