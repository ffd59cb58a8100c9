// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// A port of the host can be had once per protocol and address; 0.0.0.0 is every address.
  func nodePorts(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    for wanted in hostPorts(pod) {
      for other in cluster.pods(on: node) {
        for taken in hostPorts(other)
        where wanted.port == taken.port && wanted.transport == taken.transport
          && (wanted.address == taken.address || wanted.address == "0.0.0.0"
            || taken.address == "0.0.0.0")
        {
          return .refused("NodePorts", .ports, unresolvable: false)
        }
      }
    }
    return nil
  }

  /// The ports of the host that a pod takes while it runs: those of containers and sidecars.
  private func hostPorts(_ pod: Pod) -> [(port: Int, transport: String, address: String)] {
    var ports: [(port: Int, transport: String, address: String)] = []
    let sidecars = pod.spec.initContainers.filter { $0.restartPolicy == "Always" }
    for container in pod.spec.containers + sidecars {
      for port in container.ports {
        guard let hostPort = port.hostPort, hostPort > 0 else { continue }
        let address = port.hostIP ?? ""
        ports.append((hostPort, port.protocol ?? "TCP", address == "" ? "0.0.0.0" : address))
      }
    }
    return ports
  }
}
