// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Duration {
  /// The span in nanoseconds, as Docker's API has it.
  var nanoseconds: Value {
    let (seconds, attoseconds) = components
    return .integer(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}

extension ComposeRestart {
  /// The policy as Docker's API has it.
  var swarmPolicy: Fields {
    var fields = Fields()
    fields["Condition"] = condition.map { .string($0.rawValue) }
    fields["Delay"] = delay?.nanoseconds
    fields["MaxAttempts"] = maxAttempts.map { .integer($0) }
    fields["Window"] = window?.nanoseconds
    return fields
  }
}

extension ComposeRollout {
  /// The settings as Docker's API has them.
  var swarmConfig: Fields {
    var fields: Fields = [
      "Parallelism": .integer(Int64(parallelism)), "Order": .string(order.rawValue),
    ]
    fields["Delay"] = delay?.nanoseconds
    fields["FailureAction"] = failureAction.map { .string($0.rawValue) }
    fields["Monitor"] = monitor?.nanoseconds
    fields["MaxFailureRatio"] = maxFailureRatio.map { .number("\($0)") }
    return fields
  }
}

extension ComposeHealthcheck {
  /// The check as Docker's API has it; `nil` where there is none to run.
  var swarmCheck: Fields? {
    if isDisabled { return ["Test": ["NONE"]] }
    guard !test.isEmpty else { return nil }
    let isList = ["CMD", "CMD-SHELL"].contains(test[0])
    var fields: Fields = [
      "Test": .array((isList ? test : ["CMD-SHELL"] + test).map { .string($0) })
    ]
    fields["Interval"] = interval?.nanoseconds
    fields["Timeout"] = timeout?.nanoseconds
    fields["StartPeriod"] = startPeriod?.nanoseconds
    fields["Retries"] = retries.map { .integer(Int64($0)) }
    return fields
  }
}

extension ComposePort {
  /// The port as Docker's API has it; of a range the first.
  var swarmPort: Value {
    var fields: Fields = [
      "Protocol": .string(transport.rawValue), "TargetPort": .integer(Int64(target)),
      "PublishMode": .string(mode.rawValue),
    ]
    if let published { fields["PublishedPort"] = .integer(Int64(published.lowerBound)) }
    return .object(fields)
  }
}

/// Splits a command into words as a shell does.
enum ShellWords {
  /// The words; quotes of both kinds and backslashes keep spaces.
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var escaped = false
    for character in text {
      if escaped {
        word = (word ?? "") + String(character)
        escaped = false
      } else if character == "\\", quote != "'" {
        escaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
