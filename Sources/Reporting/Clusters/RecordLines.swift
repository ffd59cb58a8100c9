// SPDX-License-Identifier: Apache-2.0

public import Scheduling

/// An attempt to place a pod as a line of a recording.
struct RecordLine: Encodable {
  var schema = "schedbench.record/v1"
  var pod: String
  var attempt: Int
  var node: String?
  var score: Int64
  var feasible: Int
  var examined: Int
  var ties: Int
  var scores: [String: Int64]
  var victims: [String]
  var nominated: String?
  var message: String?

  init(_ record: DecisionRecord) {
    (pod, attempt, node, score) = (record.pod, record.attempt, record.node, record.score)
    (feasible, examined, ties) = (record.feasible, record.examined, record.ties)
    scores = Dictionary(
      record.scores.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
    (victims, nominated, message) = (record.victims, record.nominated, record.message)
  }
}

extension ReportWriter {
  /// Writes the attempts of a run as lines of JSON, each a document of its own.
  public func lines(of records: [DecisionRecord]) -> String {
    records.map { DocumentValue(encoding: RecordLine($0)).jsonLine }.joined()
  }
}
