// SPDX-License-Identifier: Apache-2.0

import Datasets
import Evaluation

/// Reads all inputs of a command before any of them is packed.
///
/// If one is broken, nothing is packed: every broken input is named, and the command ends.
struct InputLoader {
  private let reader: InputReader

  init(_ options: InputOptions) {
    reader = InputReader(options: options)
  }

  /// Reads the inputs of files, folders and standard input.
  func load(_ paths: [String]) throws(CommandFailure) -> [Instance] {
    var instances: [Instance] = []
    var messages: [String] = []
    for source in try InputSource.expanding(paths) {
      do {
        instances += try reader.readAll(try source.bytes(), name: source.name)
      } catch let error as InputError {
        messages.append(error.description)
      } catch CommandFailure.badInput(let more) {
        messages += more
      } catch {
        messages.append("\(source.name): \(error)")
      }
    }
    if !messages.isEmpty {
      if !instances.isEmpty { messages.append("nothing was packed, because of the inputs above") }
      throw .badInput(messages)
    }
    return instances
  }
}
