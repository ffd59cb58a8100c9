// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterDNS: NameResolver {
  /// The addresses of a name as a pod of a namespace would find them, with its search path; empty
  /// where there is no such name.
  public func addresses(of name: String, from namespace: String) -> [String] {
    for candidate in candidates(for: name, from: namespace) {
      let found = addresses(ofHost: candidate)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The SRV records of a name such as `_http._tcp.web.shop`, with the search path of a namespace.
  public func services(of name: String, from namespace: String) -> [ServiceRecord] {
    for candidate in candidates(for: name, from: namespace) {
      let found = records(of: candidate)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The name that a name stands for: where a service of the type `ExternalName` leads, else the
  /// name itself with its domain; `nil` where there is no such name.
  public func canonicalName(of name: String, from namespace: String) -> String? {
    for candidate in candidates(for: name, from: namespace) {
      guard let (last, found) = follow(candidate) else { continue }
      if last != candidate || !found.isEmpty { return last }
    }
    return nil
  }

  // MARK: Search path

  /// The names that are asked for one after another (`/etc/resolv.conf` of pods with `ClusterFirst`):
  /// with fewer than five dots the domains of the cluster come first.
  func candidates(for name: String, from namespace: String) -> [String] {
    let lowercased = name.lowercased()
    if lowercased.hasSuffix(".") { return [String(lowercased.dropLast())] }
    let searched = ["\(namespace).svc.\(domain)", "svc.\(domain)", domain]
      .map { "\(lowercased).\($0)" }
    let dots = lowercased.utf8.count { $0 == UInt8(ascii: ".") }
    return dots >= 5 ? [lowercased] + searched : searched + [lowercased]
  }

  // MARK: Records

  /// The addresses of a whole name, wherever services of the type `ExternalName` lead.
  private func addresses(ofHost name: String) -> [String] { follow(name)?.addresses ?? [] }

  /// Goes from name to name until there are addresses.
  ///
  /// - Parameter name: A whole name.
  /// - Returns: The last name and its addresses; `nil` where the names lead round in a circle, or on
  ///   and on.
  private func follow(_ name: String) -> (name: String, addresses: [String])? {
    var name = name
    var seen: Set<String> = []
    while seen.insert(name).inserted, seen.count <= Self.longestChain {
      guard let labels = labels(of: name) else { return (name, upstream[name] ?? []) }
      guard let next = externalName(labels) else { return (name, own(labels)) }
      name = next
    }
    return nil
  }

  /// The labels before the domain of the cluster, of names that lie in it.
  private func labels(of name: String) -> [String]? {
    guard isRunning, name.hasSuffix(".\(domain)") else { return nil }
    return name.dropLast(domain.utf8.count + 1)
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  private func service(_ labels: [String]) -> (key: ObjectKey, spec: Fields)? {
    guard labels.count >= 3, labels[labels.count - 1] == "svc" else { return nil }
    let key = ObjectKey(namespace: labels[labels.count - 2], name: labels[labels.count - 3])
    return services[key].map { (key, $0.wanted) }
  }

  private func externalName(_ labels: [String]) -> String? {
    guard labels.count == 3, let (_, spec) = service(labels), spec["type"] == "ExternalName",
      let name = spec["externalName"]?.string
    else { return nil }
    let lowercased = name.lowercased()
    return lowercased.hasSuffix(".") ? String(lowercased.dropLast()) : lowercased
  }

  /// The addresses that the cluster itself gives to a name.
  private func own(_ labels: [String]) -> [String] {
    if labels.count == 3, labels[2] == "pod" { return pod(labels[0], in: labels[1]) }
    guard let (key, spec) = service(labels) else { return [] }
    switch labels.count {
    case 3:
      if spec["clusterIP"] == "None" { return endpoints(of: key).map(\.address) }
      return spec["clusterIP"]?.string.map { [$0] } ?? []
    case 4: return endpoints(of: key).filter { $0.host == labels[0] }.map(\.address)
    default: return []
    }
  }

  /// A pod by its address, as `pods insecure` has it: the pod need not be there.
  private func pod(_ label: String, in namespace: String) -> [String] {
    let address = label.split(separator: "-", omittingEmptySubsequences: false)
      .joined(separator: ".")
    guard hasNamespace(namespace), AddressRange.number(address) != nil else { return [] }
    return [address]
  }

  private func records(of name: String) -> [ServiceRecord] {
    guard let labels = labels(of: name), labels.count == 5, labels[0].hasPrefix("_"),
      labels[1].hasPrefix("_"), let (key, spec) = service(labels)
    else { return [] }
    let port = String(labels[0].dropFirst())
    let transport = labels[1].dropFirst().uppercased()
    let host = "\(key.name).\(key.namespace).svc.\(domain)"
    var found: [ServiceRecord] = []
    if spec["clusterIP"] == "None" {
      for endpoint in endpoints(of: key) {
        for entry in endpoint.ports where entry.name == port && entry.transport == transport {
          found.append(ServiceRecord(target: "\(endpoint.host).\(host)", port: entry.number))
        }
      }
    } else if !spec.lacks("clusterIP") {
      for case .object(let entry) in spec["ports"]?.array ?? [] {
        guard entry["name"]?.string == port, entry["protocol"]?.string ?? "TCP" == transport,
          let number = entry.wholeNumber("port")
        else { continue }
        found.append(ServiceRecord(target: host, port: number))
      }
    }
    let weight = found.isEmpty ? 0 : max(1, 100 / found.count)
    return found.map { ServiceRecord(target: $0.target, port: $0.port, weight: weight) }
  }
}
