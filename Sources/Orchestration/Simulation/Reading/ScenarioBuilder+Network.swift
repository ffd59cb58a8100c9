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
}
