// SPDX-License-Identifier: Apache-2.0

/// Reads the objects of a file, whatever its form: JSON or YAML, one object, several documents,
/// or lists of objects.
///
/// The form is recognised from the first character: a bracket begins JSON, anything else YAML. JSON
/// texts may follow each other, as in JSON lines. A document that is a list, or an object such as
/// `kind: List` or `kind: PodList` with `items`, stands for its elements; those without
/// `apiVersion` or `kind` inherit them from the list, as the API server leaves them out there.
///
/// Only one object at a time is in memory. There is one exception: of a list whose `kind` comes
/// after `items` without `kind`, all items are held until it is known.
public struct ObjectReader: Sendable {
  /// Fields such as `metadata.managedFields` that are passed over.
  public var skippedPaths: [String]

  /// Creates a reader.
  ///
  /// - Parameter paths: Fields of each object that are passed over; nobody who schedules asks who
  ///   manages which field, and it is a third of what `kubectl get -o json` prints.
  public init(skipping paths: [String] = ["metadata.managedFields"]) {
    skippedPaths = paths
  }

  /// Reads a source to its end.
  ///
  /// - Parameters:
  ///   - source: Where the bytes come from; it is read piece by piece.
  ///   - body: Called once for each object, in order; an error it throws ends the reading.
  /// - Throws: The first thing that is wrong, with its line, or what `body` throws.
  /// - Complexity: Linear in the length of the source.
  public func read(
    _ source: some ByteSource, body: (ObjectRecord) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    let skip = SkipTree(skippedPaths)
    var sniffer = FormatSniffer(source)
    switch try sniffer.format() {
    case .json:
      var walk = ObjectWalk(JSONCursor(sniffer, skip: skip))
      try walk.run(body)
    case .yaml:
      var walk = ObjectWalk(YAMLCursor(sniffer, skip: skip))
      try walk.run(body)
    }
  }

  /// Reads all objects of a source.
  public func records(of source: some ByteSource) throws(ReadingError) -> [ObjectRecord] {
    var records: [ObjectRecord] = []
    try read(source) { record throws(ReadingError) in records.append(record) }
    return records
  }
}
