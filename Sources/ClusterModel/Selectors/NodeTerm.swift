// SPDX-License-Identifier: Apache-2.0

/// Which nodes are meant, by their labels and names: those that keep all conditions.
///
/// A term without conditions selects no node
/// (`component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go`).
public struct NodeTerm: Sendable, Hashable {
  /// A condition on the name of a node.
  public struct NameCondition: Sendable, Hashable {
    /// Whether the node has the name, or has not.
    public var isEqual: Bool
    /// The name.
    public var name: String

    /// Creates a condition.
    public init(isEqual: Bool, name: String) {
      self.isEqual = isEqual
      self.name = name
    }
  }

  /// The conditions on labels.
  public var labels: LabelSelector
  /// The conditions on the name.
  public var names: [NameCondition]

  /// Creates a term.
  public init(labels: LabelSelector = LabelSelector(), names: [NameCondition] = []) {
    self.labels = labels
    self.names = names
  }

  /// Whether there are no conditions, so that no node is selected.
  public var isEmpty: Bool { labels.isEmpty && names.isEmpty }

  /// The only name a node can have that is selected, `nil` where there may be others.
  public var onlyName: String? { names.first(where: \.isEqual)?.name }

  /// Whether a node is selected.
  ///
  /// - Parameters:
  ///   - labels: The labels of the node.
  ///   - name: The name of the node.
  /// - Returns: Whether there are conditions and all hold.
  public func matches(labels: [String: String], name: String) -> Bool {
    !isEmpty && names.allSatisfy { ($0.name == name) == $0.isEqual } && self.labels.matches(labels)
  }
}

extension NodeSelectorTerm {
  /// The term that decides, from the one that is written.
  ///
  /// - Returns: The term.
  /// - Throws: What is wrong, with the path within the term.
  public func compiled() throws(SelectorError) -> NodeTerm {
    let labels = try matchExpressions.compiled(
      called: "matchExpressions", allowing: Requirement.Operator.allCases)
    var names: [NodeTerm.NameCondition] = []
    for (index, written) in matchFields.enumerated() {
      do throws(SelectorError) {
        names.append(try written.nameCondition())
      } catch {
        throw .part("matchFields[\(index)]", error)
      }
    }
    return NodeTerm(labels: LabelSelector(labels), names: names)
  }
}

extension NodeSelector {
  /// The terms that decide, one of which has to select a node.
  ///
  /// - Returns: The terms.
  /// - Throws: What is wrong, with the path within the selector.
  public func compiled() throws(SelectorError) -> [NodeTerm] {
    var terms: [NodeTerm] = []
    for (index, term) in nodeSelectorTerms.enumerated() {
      do throws(SelectorError) {
        terms.append(try term.compiled())
      } catch {
        throw .part("nodeSelectorTerms[\(index)]", error)
      }
    }
    return terms
  }
}

extension SelectorRequirement {
  fileprivate func nameCondition() throws(SelectorError) -> NodeTerm.NameCondition {
    guard let key, key == "metadata.name" else { throw .field(key, expected: "metadata.name") }
    let comparison = try comparison(allowing: [.in, .notIn])
    guard values.count == 1 else {
      throw .values(
        key, found: values.isEmpty ? "none" : values.map { "'\($0)'" }.joined(separator: ", "),
        expected: "there is exactly one")
    }
    return NodeTerm.NameCondition(isEqual: comparison == .in, name: values[0])
  }
}
