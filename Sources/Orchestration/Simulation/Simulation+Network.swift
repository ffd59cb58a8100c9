// SPDX-License-Identifier: Apache-2.0

/// The services of a simulated cluster: proxies and DNS.
struct SimulatedNetwork {
  let proxy: ServiceProxy
  let dns: ClusterDNS

  /// Makes both, and adds them to the components that can be stopped and started.
  init(
    _ settings: NetworkSettings, fleet: KubeletFleet, plane: ControlPlane,
    _ environment: (String) -> ComponentEnvironment
  ) {
    proxy = ServiceProxy(
      environment("kube-proxy"), balancing: settings.balancing, directory: fleet)
    proxy.observe(fleet.world)
    dns = ClusterDNS(environment("coredns"), upstream: settings.upstream)
    plane.add(proxy)
    plane.add(dns)
    let balancers = plane.component(named: "service-lb-controller") as? LoadBalancerController
    balancers?.provisioningTime = settings.loadBalancerDelay
  }
}

extension Simulation {
  /// Where connections go by the service rules of the nodes.
  public var router: any ConnectionRouter { network.proxy }

  /// The names of the cluster.
  public var resolver: any NameResolver { network.dns }
}
