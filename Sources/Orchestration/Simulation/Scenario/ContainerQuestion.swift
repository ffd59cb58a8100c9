// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What is asked of the running containers of pods: what they see of their configuration.
public struct ContainerQuestion: Sendable {
  /// What is asked about.
  public enum Subject: Sendable, Hashable {
    /// A variable by its name.
    case variable(String)
    /// A file by its path.
    case file(String)
  }

  /// The namespace of the pods.
  public var namespace = "default"
  /// Which pods.
  public var pods: LabelSelector
  /// The container; the first one where `nil`.
  public var container: String?
  /// What is asked about.
  public var subject: Subject

  /// Creates a question.
  public init(pods: LabelSelector, container: String? = nil, _ subject: Subject) {
    (self.pods, self.container, self.subject) = (pods, container, subject)
  }
}

extension ContainerQuestion.Subject: CustomStringConvertible {
  /// The name or the path.
  public var description: String {
    switch self {
    case .variable(let name): "$\(name)"
    case .file(let path): path
    }
  }
}
