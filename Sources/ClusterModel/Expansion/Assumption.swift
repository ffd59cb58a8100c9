// SPDX-License-Identifier: Apache-2.0

/// Something that was taken for granted because the input does not say it, or says what cannot be.
///
/// Assumptions are for people: each is printed once with how often it was made.
public struct Assumption: Sendable, Hashable {
  /// What kind of thing was assumed, in the order in which they are listed.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Containers have no request of a resource.
    case missingRequest
    /// A limit stands for a request that is not there.
    case requestFromLimit
    /// A LimitRange gave requests or limits.
    case limitRangeDefault
    /// A LimitRange forbids a pod that is there all the same.
    case limitRangeViolated
    /// A class of a runtime is not in the input.
    case unknownRuntimeClass
    /// A CronJob stands for one of its jobs.
    case cronJob
    /// A workload makes no pods for now.
    case suspended
    /// Some pods of a workload were there already.
    case existingPods
    /// A DaemonSet found no node that it is for.
    case daemonSetWithoutNodes
    /// A node offers pods more than it has.
    case allocatableAboveCapacity
    /// A node says what it has, and not what it offers.
    case allocatableFromCapacity
    /// A kind of objects is not used.
    case unknownKind
  }

  /// What kind of thing was assumed.
  public var kind: Kind
  /// How often.
  public var count: Int
  /// What it was assumed of: the first few.
  public var examples: [String]
  /// What was assumed, in a sentence.
  public var text: String

  /// Creates an assumption.
  public init(kind: Kind, count: Int, examples: [String], text: String) {
    self.kind = kind
    self.count = count
    self.examples = examples
    self.text = text
  }
}

extension Assumption: CustomStringConvertible {
  /// The sentence, with some of what it is about.
  public var description: String {
    guard !examples.isEmpty else { return text }
    let more = count > examples.count ? ", …" : ""
    return "\(text) (\(examples.joined(separator: ", "))\(more))"
  }
}

/// Collects assumptions, those of one kind about one thing into one.
struct AssumptionLog {
  private struct Key: Hashable {
    var kind: Assumption.Kind
    var subject: String
  }

  private struct Entry {
    var count = 0
    var examples: [String] = []
    var text: @Sendable (Int) -> String
  }

  private static let maximumExamples = 3
  private var entries: [Key: Entry] = [:]

  /// Notes that something was assumed.
  ///
  /// - Parameters:
  ///   - kind: What kind of thing.
  ///   - subject: What tells assumptions of the kind apart, such as a resource.
  ///   - count: How often.
  ///   - example: What it was assumed of.
  ///   - text: The sentence, from how often in all.
  mutating func note(
    _ kind: Assumption.Kind, _ subject: String = "", count: Int = 1, of example: String?,
    _ text: @escaping @Sendable (Int) -> String
  ) {
    guard count > 0 else { return }
    var entry = entries[Key(kind: kind, subject: subject)] ?? Entry(text: text)
    entry.count += count
    if let example, entry.examples.count < Self.maximumExamples, !entry.examples.contains(example) {
      entry.examples.append(example)
    }
    entries[Key(kind: kind, subject: subject)] = entry
  }

  /// What was assumed, by kind, then by subject.
  var assumptions: [Assumption] {
    let order = Dictionary(
      uniqueKeysWithValues: Assumption.Kind.allCases.enumerated().map { ($1, $0) })
    return entries.sorted {
      ((order[$0.key.kind] ?? 0), $0.key.subject) < ((order[$1.key.kind] ?? 0), $1.key.subject)
    }.map { key, entry in
      Assumption(
        kind: key.kind, count: entry.count, examples: entry.examples,
        text: entry.text(entry.count))
    }
  }
}

/// A number with what is counted, in the plural where it has to be: `1 pod`, `2 pods`.
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
