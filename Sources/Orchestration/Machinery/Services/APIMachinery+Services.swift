// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Gives services their addresses and ports, or refuses those that they ask for
/// (`pkg/registry/core/service/storage/alloc.go`).
extension APIMachinery {
  /// Gives a service the numbers that it lacks, and checks those that are new.
  ///
  /// - Parameters:
  ///   - object: The service, as it is to be written.
  ///   - old: The one before, `nil` for a new one.
  /// - Throws: `Invalid` where a number is taken or out of range; `InternalError` where none is left.
  func giveNumbers(_ object: inout Fields, replacing old: Fields?) throws(APIStatus) {
    guard fillsAndChecks else { return }
    let numbers = try tables.serviceNumbers(every)
    let request = ServiceNumbersRequest(key: ObjectKey(object), old: old?.wanted, numbers: numbers)
    var spec = object.wanted
    try request.giveAddress(&spec)
    var mine: Set<Int> = []
    if spec.needsHealthCheckPort, let port = spec.wholeNumber("healthCheckNodePort"), port != 0 {
      mine.insert(port)
    }
    try request.givePorts(&spec, &mine)
    try request.giveHealthCheckPort(&spec, mine)
    if spec != object.wanted { object["spec"] = .object(spec) }
  }
}

/// One write of a service that wants numbers.
private struct ServiceNumbersRequest {
  let key: ObjectKey
  let old: Fields?
  let numbers: ServiceNumbers

  /// Whether a number that a service has is no obstacle: it is the service itself, of before.
  private func isOwn(_ owner: ObjectKey?) -> Bool { owner == nil || (old != nil && owner == key) }

  private func invalid(_ field: String, _ value: Value, _ detail: String) -> APIStatus {
    .invalid(
      .services, key.name,
      [
        APIStatus.Cause(
          reason: "FieldValueInvalid",
          message: "Invalid value: \(JSONWriter(sortsFields: true).text(value)): \(detail)",
          field: field)
      ])
  }

  private func failure(_ what: String) -> APIStatus {
    APIStatus(
      .internalError, "Internal error occurred: failed to allocate \(what): range is full")
  }

  // MARK: Addresses

  func giveAddress(_ spec: inout Fields) throws(APIStatus) {
    guard spec.needsClusterAddress else { return }
    let wanted = spec["clusterIPs"]?.array?.first?.string ?? spec["clusterIP"]?.string ?? ""
    if wanted.isEmpty {
      guard let number = numbers.freeAddress(for: key) else { throw failure("a serviceIP") }
      let text = Value.string(AddressRange.text(UInt32(number)))
      spec["clusterIP"] = text
      spec["clusterIPs"] = .array([text])
      return
    }
    if spec.lacks("clusterIP") { spec["clusterIP"] = .string(wanted) }
    if wanted == "None" { return }
    let number = AddressRange.number(wanted).map { Int($0) } ?? 0
    func refuse(_ why: String) -> APIStatus {
      invalid(
        "spec.clusterIPs", spec["clusterIPs"] ?? [.string(wanted)],
        "failed to allocate IP \(wanted): \(why)")
    }
    guard ServiceNumbers.addresses.contains(number) else {
      throw refuse(
        "the provided IP (\(wanted)) is not in the valid range. The range of valid IPs is "
          + ServiceNumbers.addressRange)
    }
    guard isOwn(numbers.owner(ofAddress: number)) else {
      throw refuse("provided IP is already allocated")
    }
  }

  // MARK: Ports

  private func check(_ number: Int, _ mine: Set<Int>) -> String? {
    guard ServiceNumbers.ports.contains(number) else {
      return "provided port is not in the valid range. The range of valid ports is "
        + ServiceNumbers.portRange
    }
    guard isOwn(numbers.owner(ofPort: number)), !mine.contains(number) else {
      return "provided port is already allocated"
    }
    return nil
  }

  /// Ports of one number share the port of the node, whatever their protocols.
  func givePorts(_ spec: inout Fields, _ mine: inout Set<Int>) throws(APIStatus) {
    guard spec.needsNodePorts || spec.serviceType == "LoadBalancer",
      var ports = spec["ports"]?.array
    else { return }
    var given: [Int: Int] = [:]
    for index in ports.indices {
      guard let port = ports[index].object, let number = port.wholeNumber("nodePort"), number != 0
      else { continue }
      let isShared = ports[..<index].contains {
        $0.object?.wholeNumber("nodePort") == number
          && $0.object?["protocol"] != port["protocol"]
      }
      if !isShared, let fault = check(number, mine) {
        throw invalid("spec.ports[\(index)].nodePort", .integer(Int64(number)), fault)
      }
      mine.insert(number)
      if given[port.wholeNumber("port") ?? 0] == nil {
        given[port.wholeNumber("port") ?? 0] = number
      }
    }
    guard spec.needsNodePorts else { return }
    for index in ports.indices {
      guard case .object(var port) = ports[index], port.wholeNumber("nodePort") ?? 0 == 0 else {
        continue
      }
      let number = port.wholeNumber("port") ?? 0
      var nodePort = given[number]
      if nodePort == nil {
        nodePort = numbers.freePort(for: key, "port \(number)", besides: mine)
      }
      guard let nodePort else { throw failure("a nodePort") }
      mine.insert(nodePort)
      given[number] = nodePort
      port["nodePort"] = .integer(Int64(nodePort))
      ports[index] = .object(port)
    }
    spec["ports"] = .array(ports)
  }

  func giveHealthCheckPort(_ spec: inout Fields, _ mine: Set<Int>) throws(APIStatus) {
    guard spec.needsHealthCheckPort else { return }
    let wanted = spec.wholeNumber("healthCheckNodePort") ?? 0
    if wanted != 0 {
      if old?.wholeNumber("healthCheckNodePort") == wanted { return }
      guard let fault = check(wanted, []) else { return }
      throw APIStatus(
        .internalError,
        "Internal error occurred: failed to allocate requested HealthCheck NodePort \(wanted): "
          + fault)
    }
    guard let number = numbers.freePort(for: key, "health check", besides: mine) else {
      throw failure("a HealthCheck NodePort 0")
    }
    spec["healthCheckNodePort"] = .integer(Int64(number))
  }
}
