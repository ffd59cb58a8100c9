// SPDX-License-Identifier: Apache-2.0

// store-hammer FILE SEED single|batch|group [WRITES]: opens a store and writes to it until it is killed
// or has done so many writes; each revision is printed on a line once it is acknowledged.
// store-hammer FILE 0 open [USER]: opens it, as another user if so wanted, writes once, says what came of
// it, and waits for the end of standard input.

import DurableStore
import Foundation
import Orchestration
import StoreTestSupport

func say(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}

func hammer(_ arguments: [String]) throws {
  let path = arguments[1]
  let seed = UInt64(arguments[2]) ?? 0
  let plan = HammerPlan(seed: seed)
  let last = arguments.count > 4 ? Int64(arguments[4]) ?? .max : .max
  if arguments[3] == "open", last != .max {
    guard setuid(uid_t(last)) == 0 else { throw StoreError.failed("setuid") }
  }
  var options = StoreOptions()
  options.historyLimit = 400
  options.keys = try KeyRing(text: "hammer \(Data(repeating: 7, count: 32).base64EncodedString())")
  let store = try SQLiteStore(path: path, options: options)
  switch arguments[3] {
  case "open":
    try plan.write(to: store)
    say("open")
    _ = readLine()
  case "single":
    while store.revision < last { say("\(try plan.write(to: store).revision)") }
  case "batch":
    while store.revision < last {
      let count = 1 + Int(store.revision % 13)
      let done = try store.withBatch {
        Result { try (0..<count).map { _ in try plan.write(to: store).revision } }
      }
      say(try done.get().map(String.init).joined(separator: "\n"))
      if store.revision % 50 < 13 { try store.compact(through: store.revision - 150) }
    }
  default:
    let writer = GroupWriter(store, GroupWriter.Limits(writes: 64, delay: 500))
    // As many callers as there would be of a server, each with one write on its way.
    for _ in 0..<16 {
      Thread {
        while true {
          let answered = DispatchSemaphore(value: 0)
          writer.submit({ store throws(StoreError) in try plan.write(to: store).revision }) {
            if case .success(let revision) = $0 { say("\(revision)") }
            answered.signal()
          }
          answered.wait()
        }
      }.start()
    }
    while true { sleep(60) }
  }
}

do {
  try hammer(CommandLine.arguments)
} catch {
  say("error: \(error)")
  exit(2)
}
