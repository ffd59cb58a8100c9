// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of containers (`pkg/apis/core/validation/validation.go`).
enum ContainerValidation {
  static func check(
    _ container: Fields, _ volumes: [String], isInitial: Bool, _ findings: inout Findings
  ) {
    if container.lacks("name") {
      findings.required("name")
    } else {
      findings.syntax("name", of: container, NameSyntax.label)
    }
    if container.lacks("image") {
      findings.required("image")
    } else if let image = container["image"]?.string,
      image.utf8.first == 0x20 || image.utf8.last == 0x20
    {
      findings.invalid("image", .string(image), "must not have leading or trailing whitespace")
    }
    findings.oneOf("imagePullPolicy", of: container, ["Always", "IfNotPresent", "Never"])
    findings.oneOf("terminationMessagePolicy", of: container, ["FallbackToLogsOnError", "File"])
    ports(container, &findings)
    environment(container, &findings)
    mounts(container, volumes, &findings)
    findings.object("resources", of: container) { ResourceValidation.check($1, &$0) }
    let isSidecar = container["restartPolicy"] == "Always"
    if isInitial {
      findings.oneOf("restartPolicy", of: container, ["Always", "Never", "OnFailure"])
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
      findings.object(name, of: container) { findings, probe in
        if isInitial, !isSidecar {
          findings.forbidden("", "may not be set for init containers without restartPolicy=Always")
          return
        }
        ProbeValidation.check(probe, mustSucceedOnce: name != "readinessProbe", &findings)
      }
    }
    findings.object("lifecycle", of: container) { findings, lifecycle in
      if isInitial, !isSidecar {
        findings.forbidden("", "may not be set for init containers without restartPolicy=Always")
        return
      }
      for hook in ["postStart", "preStop"] {
        findings.object(hook, of: lifecycle) { ProbeValidation.checkHandler($1, &$0) }
      }
    }
  }

  private static func ports(_ container: Fields, _ findings: inout Findings) {
    var names: [String] = []
    findings.each("ports", of: container) { findings, port, _ in
      if let name = port["name"]?.string, !name.isEmpty {
        if let fault = NameSyntax.portName(name) {
          findings.invalid("name", .string(name), fault)
        } else if names.contains(name) {
          findings.duplicate("name", .string(name))
        }
        names.append(name)
      }
      if case .integer(let number)? = port["containerPort"], number != 0 {
        if let fault = NameSyntax.port(number) {
          findings.invalid("containerPort", .integer(number), fault)
        }
      } else {
        findings.required("containerPort")
      }
      if case .integer(let number)? = port["hostPort"], number != 0,
        let fault = NameSyntax.port(number)
      {
        findings.invalid("hostPort", .integer(number), fault)
      }
      findings.oneOf("protocol", of: port, ["SCTP", "TCP", "UDP"])
    }
  }

  private static func environment(_ container: Fields, _ findings: inout Findings) {
    findings.each("env", of: container) { findings, variable, _ in
      let name = variable["name"]?.string ?? ""
      if name.isEmpty {
        findings.required("name")
      } else if name.contains("=") {
        findings.invalid(
          "name", .string(name),
          "a valid environment variable name must consist only of printable ASCII characters other "
            + "than '='")
      }
      findings.object("valueFrom", of: variable) { findings, source in
        if source.isEmpty {
          findings.invalid(
            "", "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or "
              + "`secretKeyRef`")
        } else if source.count > 1 {
          findings.invalid("", "", "may not have more than one field specified at a time")
        }
        if !variable.lacks("value") {
          findings.invalid("", "", "may not be specified when `value` is not empty")
        }
        for name in ["configMapKeyRef", "secretKeyRef"] {
          findings.object(name, of: source) { findings, reference in
            if reference.lacks("key") { findings.required("key") }
          }
        }
      }
    }
  }

  private static func mounts(
    _ container: Fields, _ volumes: [String], _ findings: inout Findings
  ) {
    var paths: [String] = []
    findings.each("volumeMounts", of: container) { findings, mount, _ in
      if let name = mount["name"]?.string, !name.isEmpty {
        if !volumes.contains(name) { findings.notFound("name", .string(name)) }
      } else {
        findings.required("name")
      }
      guard let path = mount["mountPath"]?.string, !path.isEmpty else {
        findings.required("mountPath")
        return
      }
      if paths.contains(path) { findings.invalid("mountPath", .string(path), "must be unique") }
      paths.append(path)
    }
  }
}

/// What is checked of probes and hooks.
enum ProbeValidation {
  static func check(_ probe: Fields, mustSucceedOnce: Bool, _ findings: inout Findings) {
    checkHandler(probe, &findings)
    for name in [
      "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
      "failureThreshold",
    ] {
      findings.notNegative(name, of: probe)
    }
    if mustSucceedOnce, case .integer(let number)? = probe["successThreshold"], number > 1 {
      findings.invalid("successThreshold", .integer(number), "must be 1")
    }
  }

  /// Exactly one thing is done.
  static func checkHandler(_ handler: Fields, _ findings: inout Findings) {
    var count = 0
    for name in ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] {
      findings.object(name, of: handler) { findings, action in
        count += 1
        if count > 1 {
          findings.forbidden("", "may not specify more than 1 handler type")
          return
        }
        switch name {
        case "exec":
          if action["command"]?.array?.isEmpty ?? true { findings.required("command") }
        case "httpGet", "tcpSocket":
          port(action, &findings)
          findings.oneOf("scheme", of: action, ["HTTP", "HTTPS"])
        case "grpc": port(action, &findings)
        default: break
        }
      }
    }
    if count == 0 { findings.required("", "must specify a handler type") }
  }

  private static func port(_ action: Fields, _ findings: inout Findings) {
    switch action["port"] {
    case .integer(let number)?:
      if let fault = NameSyntax.port(number) { findings.invalid("port", .integer(number), fault) }
    case .string(let name)?:
      if let fault = NameSyntax.portName(name) { findings.invalid("port", .string(name), fault) }
    default: findings.required("port")
    }
  }
}

/// What is checked of requests and limits.
enum ResourceValidation {
  static func check(_ resources: Fields, _ findings: inout Findings) {
    let limits = resources["limits"]?.object ?? [:]
    let requests = resources["requests"]?.object ?? [:]
    amounts("limits", limits, &findings)
    amounts("requests", requests, &findings)
    for (name, value) in requests {
      guard let limit = limits[name] else {
        if isExtended(name) {
          findings.within("limits") {
            $0.required("", "Limit must be set for non overcommitable resources")
          }
        }
        continue
      }
      // Most are written alike, or are far apart.
      if value == limit { continue }
      guard let request = Quantity(value), let most = Quantity(limit) else { continue }
      if isExtended(name), request != most {
        findings.invalid(
          "requests", value, "must be equal to \(name) limit of \(most)")
      } else if request > most {
        findings.invalid(
          "requests", value, "must be less than or equal to \(name) limit of \(most)")
      }
    }
  }

  private static func amounts(_ kind: String, _ amounts: Fields, _ findings: inout Findings) {
    for (name, value) in amounts {
      if !isNative(name) {
        if let fault = NameSyntax.qualifiedName(name) {
          findings.within(kind) { $0.invalid("", .string(name), fault) }
        } else if !name.contains("/"), !name.hasPrefix("hugepages-") {
          findings.within(kind) { findings in
            findings.within(key: name) {
              $0.invalid("", .string(name), "must be a standard resource type or fully qualified")
              $0.invalid("", .string(name), "must be a standard resource for containers")
            }
          }
        }
      }
      let isNegative = value.string?.utf8.first == UInt8(ascii: "-")
      let isFraction = isExtended(name) && !isWhole(value)
      guard isNegative || isFraction else { continue }
      findings.within(kind) { findings in
        findings.within(key: name) {
          if isNegative { $0.invalid("", value, "must be greater than or equal to 0") }
          if isFraction { $0.invalid("", value, "must be an integer") }
        }
      }
    }
  }

  private static func isNative(_ name: String) -> Bool {
    name == "cpu" || name == "memory" || name == "ephemeral-storage"
  }

  private static func isExtended(_ name: String) -> Bool {
    name.contains("/") && !name.contains("kubernetes.io/")
  }

  private static func isWhole(_ value: Value) -> Bool {
    guard let amount = Quantity(value) else { return true }
    return (try? amount.exactValue(in: .count))?.isExact ?? true
  }
}
