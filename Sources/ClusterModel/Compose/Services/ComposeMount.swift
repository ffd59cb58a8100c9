// SPDX-License-Identifier: Apache-2.0

/// Something that a service mounts.
public struct ComposeMount: Sendable, Hashable {
  /// What is mounted.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A volume, named or not.
    case volume
    /// A path of the node.
    case bind
    /// Memory.
    case tmpfs
    /// A pipe of Windows.
    case npipe
    /// A volume of the cluster (CSI).
    case cluster
    /// The files of an image.
    case image
  }

  /// What is mounted.
  public var kind: Kind
  /// The volume's name or the node's path; `nil` for a volume without a name and for memory.
  public var source: String?
  /// The path in the container.
  public var target: String
  /// Whether it is only read.
  public var isReadOnly: Bool

  /// Creates a mount.
  public init(kind: Kind, source: String? = nil, target: String, isReadOnly: Bool = false) {
    self.kind = kind
    self.source = source
    self.target = target
    self.isReadOnly = isReadOnly
  }
}

extension ComposeMount {
  /// Reads a mount in either form.
  init(_ field: ComposeField) throws(ComposeError) {
    guard case .object = field.value else {
      try self.init(short: field)
      return
    }
    guard let target = try field.child("target") else {
      throw ComposeError(
        field: "\(field.path).target", found: "nothing", expected: "a path in the container")
    }
    self.init(kind: .volume, target: try target.text())
    if let kind = try field.child("type") { self.kind = try kind.choice() }
    source = try field.child("source")?.text()
    isReadOnly = try field.child("read_only")?.truth() ?? false
  }

  /// `[SOURCE:]TARGET[:MODE]`; a path as source is one of the node.
  private init(short field: ComposeField) throws(ComposeError) {
    let expected = "a mount such as data:/var/lib/data or ./site:/srv:ro"
    let text = try field.text(expected: expected)
    var parts: [Substring] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      // `C:\data` is one path.
      if let drive = parts.last, drive.count == 1, drive.first?.isLetter == true,
        part.hasPrefix("\\") || part.hasPrefix("/")
      {
        parts[parts.count - 1] = text[drive.startIndex..<part.endIndex]
      } else {
        parts.append(part)
      }
    }
    guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      throw field.error(expected: expected)
    }
    guard parts.count > 1 else {
      self.init(kind: .volume, target: text)
      return
    }
    let source = String(parts[0])
    let isPath = source.first.map { "./~\\".contains($0) } ?? false
    let hasDrive = source.dropFirst().first == ":"
    self.init(
      kind: isPath || hasDrive ? .bind : .volume, source: source, target: String(parts[1]),
      isReadOnly: parts.count == 3 && parts[2].split(separator: ",").contains("ro"))
  }
}
