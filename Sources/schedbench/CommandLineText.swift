// SPDX-License-Identifier: Apache-2.0

/// The command line that makes a report again, as a shell takes it.
enum CommandLineText {
  /// Options that change neither the result nor its form.
  private static let droppedFlags: Set<String> = ["--progress", "--no-progress", "--quiet", "-q"]
  private static let droppedOptions: Set<String> = [
    "--jobs", "--threads", "--output", "--report", "--certificate", "--log", "--store",
  ]

  /// Writes the arguments behind the program's name, without those that do not matter.
  static func reproducing(_ arguments: [String]) -> String {
    var words = ["schedbench"]
    var skipsNext = false
    for argument in arguments.dropFirst() {
      if skipsNext {
        skipsNext = false
      } else if droppedOptions.contains(argument) {
        skipsNext = true
      } else if !droppedFlags.contains(argument),
        !droppedOptions.contains(where: { argument.hasPrefix($0 + "=") })
      {
        words.append(quoted(argument))
      }
    }
    return words.joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic && $0.isASCII
          || "0123456789-_=+,./:@%".unicodeScalars.contains($0)
      }
    return isPlain
      ? word
      : "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
