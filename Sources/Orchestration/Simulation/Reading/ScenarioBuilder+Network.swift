// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  static func networkSettings(_ field: DocumentField) throws(FieldFault) -> NetworkSettings {
    try field.allowOnly(["balancing", "loadBalancerDelay", "hosts"])
    var settings = NetworkSettings()
    if let balancing = try field.child("balancing") { settings.balancing = try balancing.choice() }
    if let delay = try field.child("loadBalancerDelay") {
      settings.loadBalancerDelay = try delay.microseconds()
    }
    if let hosts = try field.child("hosts") {
      for (name, addresses) in try hosts.children() {
        settings.upstream[name.lowercased()] = try addresses.texts()
      }
    }
    return settings
  }

  /// What is expected of endpoints or names; `nil` where it is something else.
  static func networkCondition(
    _ field: DocumentField, _ namespace: String
  ) throws(FieldFault) -> Expectation.Condition? {
    func number() throws(FieldFault) -> Expectation.ValueRange {
      try range(field.required("is", "a number"))
    }
    if let service = try field.child("endpoints") {
      let state = try field.child("state")
      return .endpoints(
        of: ObjectKey(namespace: namespace, name: try service.text()),
        try state.map { state throws(FieldFault) in try state.choice() } ?? .ready, try number())
    }
    if let name = try field.child("name") {
      return .addresses(ofName: try name.text(), from: namespace, try number())
    }
    return nil
  }
}
