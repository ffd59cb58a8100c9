// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the API does with objects of Docker Swarm when they are written.
///
/// From `swarmkit`, `manager/controlapi/service.go`.
enum SwarmRules {
  /// The rules of services: what was wanted before is kept, so that it can be gone back to.
  static var services: ResourceRules {
    var rules = ResourceRules()
    rules.fillDefaults = fillService
    rules.prepareForCreate = { $0["previousSpec"] = nil }
    rules.prepareForUpdate = { object, old in
      // Who says that there is none has it forgotten: a rollback is not taken back by another one.
      if object["previousSpec"]?.isNull == true {
        object["previousSpec"] = nil
        return
      }
      object["previousSpec"] = object["spec"] == old["spec"] ? old["previousSpec"] : old["spec"]
    }
    rules.check = checkService
    return rules
  }

  /// The rules of nodes.
  static var nodes: ResourceRules {
    var rules = ResourceRules()
    rules.fillDefaults = { node in
      node.modify("spec") { spec in
        spec["Availability"] = spec["Availability"] ?? "active"
      }
    }
    rules.check = { object, old, findings in
      findings.spec(object, old) { findings, spec, _ in
        findings.oneOf("Availability", of: spec, ["active", "drain", "pause"])
        findings.oneOf("Role", of: spec, ["manager", "worker"])
      }
    }
    return rules
  }

  private static func fillService(_ service: inout Fields) {
    let name = service.objectName
    service.modify("spec") { spec in
      spec["Name"] = spec["Name"] ?? .string(name)
      let mode = spec["Mode"]?.object ?? Fields()
      if mode.isEmpty { spec["Mode"] = ["Replicated": ["Replicas": 1]] }
      if let replicated = mode["Replicated"], replicated[path: "Replicas"] == nil {
        spec.modify("Mode") { $0["Replicated"] = ["Replicas": 1] }
      }
    }
  }

  private static func checkService(
    _ object: Fields, _ old: Fields?, _ findings: inout Findings
  ) {
    findings.spec(object, old) { findings, spec, before in
      let modes = ["Replicated", "Global", "ReplicatedJob", "GlobalJob"]
      let mode = spec["Mode"]?.object ?? Fields()
      if mode.keys.count(where: modes.contains) != 1 || mode.count != 1 {
        findings.invalid("Mode", spec["Mode"], "must have exactly one of \(modes)")
      } else if let was = before?["Mode"]?.object, was.keys != mode.keys {
        findings.forbidden("Mode", "service mode change is not allowed")
      }
      for path in [["Replicated", "Replicas"], ["ReplicatedJob", "TotalCompletions"]] {
        guard case .integer(let number)? = mode[path[0]]?.object?[path[1]] else { continue }
        if number < 0 { findings.invalid("Mode", .integer(number), "must not be negative") }
      }
      let template = spec["TaskTemplate"]?.object ?? Fields()
      findings.within("TaskTemplate") { findings in
        if (template["ContainerSpec"]?[path: "Image"]?.string ?? "").isEmpty {
          findings.within("ContainerSpec") {
            $0.required("Image", "image reference must be provided")
          }
        }
        checkPlacement(template["Placement"]?.object ?? Fields(), &findings)
        findings.object("RestartPolicy", of: template) { findings, policy in
          findings.oneOf("Condition", of: policy, ["any", "none", "on-failure"])
        }
      }
      for name in ["UpdateConfig", "RollbackConfig"] {
        findings.object(name, of: spec) { findings, config in
          findings.oneOf("Order", of: config, ["start-first", "stop-first"])
          let actions = ["continue", "pause"] + (name == "UpdateConfig" ? ["rollback"] : [])
          findings.oneOf("FailureAction", of: config, actions)
          let ratio = SwarmUpdateConfig(config).maxFailureRatio
          if !(0...1).contains(ratio) {
            findings.invalid(
              "MaxFailureRatio", config["MaxFailureRatio"],
              "update-maxfailureratio cannot be less than 0 or bigger than 1")
          }
        }
      }
      checkPorts(spec["EndpointSpec"]?.object ?? Fields(), &findings)
    }
  }

  private static func checkPlacement(_ placement: Fields, _ findings: inout Findings) {
    findings.within("Placement") { findings in
      for (index, constraint) in (placement["Constraints"]?.array ?? []).enumerated() {
        let text = constraint.string ?? ""
        do throws(ComposeError) {
          _ = try SwarmConstraint(parsing: text)
        } catch {
          findings.within("Constraints") { findings in
            findings.within(index: index) { $0.invalid("", constraint, error.expected) }
          }
        }
      }
    }
  }

  private static func checkPorts(_ endpoint: Fields, _ findings: inout Findings) {
    findings.within("EndpointSpec") { findings in
      findings.oneOf("Mode", of: endpoint, ["dnsrr", "vip"])
      var taken: Set<String> = []
      findings.each("Ports", of: endpoint) { findings, port, _ in
        findings.oneOf("Protocol", of: port, ["sctp", "tcp", "udp"])
        findings.oneOf("PublishMode", of: port, ["host", "ingress"])
        let mode = port["PublishMode"]?.string ?? "ingress"
        if endpoint["Mode"] == "dnsrr", mode == "ingress" {
          findings.invalid(
            "PublishMode", "ingress",
            "port published with ingress mode can't be used with dnsrr mode")
        }
        guard case .integer(let published)? = port["PublishedPort"], published > 0 else { return }
        let key = "\(port["Protocol"]?.string ?? "tcp")/\(published)"
        if !taken.insert(key).inserted { findings.duplicate("PublishedPort", .integer(published)) }
      }
    }
  }
}
