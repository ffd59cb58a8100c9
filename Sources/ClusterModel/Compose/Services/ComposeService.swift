// SPDX-License-Identifier: Apache-2.0

/// A service of a compose file: tasks of one kind.
public struct ComposeService: Sendable, Hashable {
  /// The name in the file.
  public var name: String
  /// The image; `nil` where it is built.
  public var image: String?
  /// How it runs in a swarm, with what older fields say (`cpus`, `mem_limit`, `mem_reservation`,
  /// `pids_limit`, `scale`, `restart`) where `deploy` does not.
  public var deploy = ComposeDeploy()
  /// The ports that it opens, ranges taken apart.
  public var ports: [ComposePort] = []
  /// What it mounts.
  public var volumes: [ComposeMount] = []
  /// The networks that it is in.
  public var networks: [ComposeAttachment] = []
  /// The secrets that it sees.
  public var secrets: [ComposeGrant] = []
  /// The configs that it sees.
  public var configs: [ComposeGrant] = []
  /// The services that it waits for.
  public var dependencies: [ComposeDependency] = []
  /// How it is found out whether a task is healthy.
  public var healthcheck: ComposeHealthcheck?
  /// The environment; a variable without value is taken from where the file is deployed.
  public var environment: [String: String?] = [:]
  /// Labels of the containers.
  public var labels: [String: String] = [:]
  /// The profiles that start it; always started where there are none.
  public var profiles: [String] = []
  /// How long a task may take to end.
  public var stopGracePeriod: Duration?
  /// All fields.
  public var fields = Fields()

  /// Creates a service of which nothing is said.
  public init(name: String) { self.name = name }

  /// Reads a service.
  init(name: String, _ field: ComposeField) throws(ComposeError) {
    self.init(name: name)
    fields = try field.object()
    image = try field.child("image")?.text()
    if let deploy = try field.child("deploy") { self.deploy = try ComposeDeploy(deploy) }
    try readOlderFields(field)
    for port in try field.child("ports")?.elements() ?? [] { ports += try ComposePort.read(port) }
    for mount in try field.child("volumes")?.elements() ?? [] {
      volumes.append(try ComposeMount(mount))
    }
    for path in try field.child("tmpfs")?.texts() ?? [] {
      let target = path.prefix { $0 != ":" }
      volumes.append(ComposeMount(kind: .tmpfs, target: String(target)))
    }
    if let networks = try field.child("networks") {
      self.networks = try ComposeAttachment.read(networks)
    }
    for secret in try field.child("secrets")?.elements() ?? [] {
      secrets.append(try ComposeGrant(secret))
    }
    for config in try field.child("configs")?.elements() ?? [] {
      configs.append(try ComposeGrant(config))
    }
    if let dependencies = try field.child("depends_on") {
      self.dependencies = try ComposeDependency.read(dependencies)
    }
    if let healthcheck = try field.child("healthcheck") {
      self.healthcheck = try ComposeHealthcheck(healthcheck)
    }
    environment = try field.child("environment")?.settings() ?? [:]
    labels = try field.child("labels")?.labels() ?? [:]
    profiles = try field.child("profiles")?.texts() ?? []
    stopGracePeriod = try field.child("stop_grace_period")?.duration()
  }

  /// Reads what stood beside `deploy` before there was `deploy`, all of it checked, used where
  /// `deploy` says nothing.
  private mutating func readOlderFields(_ field: ComposeField) throws(ComposeError) {
    let cpus = try field.child("cpus")?.nanoCPUs()
    let limit = try field.child("mem_limit")?.bytes()
    let reservation = try field.child("mem_reservation")?.bytes()
    let pids = try field.child("pids_limit")?.integer(in: -1...Int64.max)
    let scale = try field.child("scale")?.count(upTo: ComposeDeploy.greatestReplicaCount)
    let restart: ComposeRestart?
    if let field = try field.child("restart") {
      restart = try ComposeRestart(short: field)
    } else {
      restart = nil
    }
    deploy.limits.nanoCPUs = deploy.limits.nanoCPUs ?? cpus
    deploy.limits.memory = deploy.limits.memory ?? limit
    deploy.limits.pids = deploy.limits.pids ?? pids
    deploy.reservations.memory = deploy.reservations.memory ?? reservation
    if !deploy.mode.isGlobal { deploy.replicas = deploy.replicas ?? scale }
    deploy.restart = deploy.restart ?? restart
  }
}
