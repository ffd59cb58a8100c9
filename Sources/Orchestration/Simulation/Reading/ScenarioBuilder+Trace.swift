// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// Pods that come when those of a table came.
  static func traced(
    _ field: DocumentField, _ table: DocumentField, _ context: inout ScenarioContext
  ) throws(FieldFault) -> Arrivals {
    try field.allowOnly(["name", "from", "until", "count", "trace", "template"])
    var arrivals = Arrivals(
      name: try field.child("name")?.text() ?? "trace",
      from: try field.child("from")?.microseconds() ?? 0, interval: .constant(0), templates: [])
    if let until = try field.child("until") { arrivals.until = try until.microseconds() }
    if let count = try field.child("count") { arrivals.count = try count.count() }
    var template: Fields?
    if let field = try field.child("template") {
      let objects = try context.objects(field)
      guard objects.count == 1, let object = objects.first, object["kind"]?.string == "Pod" else {
        throw field.error(expected: "one pod")
      }
      template = object
    }
    let last = arrivals.until.map { $0 - arrivals.from } ?? .max
    let pods = try context.trace(table).filter { $0.time <= last }
    arrivals.trace = pods.prefix(arrivals.count ?? .max).map {
      ($0.time, $0.object(of: arrivals.name, template: template), $0.lifetime)
    }
    return arrivals
  }
}
