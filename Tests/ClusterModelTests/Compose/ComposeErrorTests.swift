// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Errors of compose files")
struct ComposeErrorTests {
  @Test(
    "what is wrong with a service is named with its place",
    arguments: [
      ("deploy: 3", "deploy': found '3', expected an object"),
      (
        "deploy: {replicas: x}",
        "deploy.replicas': found 'x', expected a whole number from 0 to 1000000"
      ),
      (
        "deploy: {replicas: -1}",
        "deploy.replicas': found '-1', expected a whole number from 0 to 1000000"
      ),
      ("scale: 1.5", "scale': found '1.5', expected a whole number from 0 to 1000000"),
      (
        "deploy: {mode: globl}",
        "deploy.mode': found 'globl', expected one of replicated, global, "
          + "replicated-job, global-job"
      ),
      (
        "deploy: {mode: global, replicas: 2}",
        "deploy.replicas': found '2', expected no number of replicas in mode global"
      ),
      (
        "deploy: {endpoint_mode: x}", "deploy.endpoint_mode': found 'x', expected one of vip, dnsrr"
      ),
      (
        "deploy: {resources: {limits: {cpus: fast}}}",
        "deploy.resources.limits.cpus': found "
          + "'fast', expected a number of CPUs such as 0.5 or 2, with at most 9 decimals"
      ),
      (
        "deploy: {resources: {reservations: {memory: 5Q}}}",
        "deploy.resources.reservations.memory': found '5Q', expected a size such as 512M, 1.5g or "
          + "1048576"
      ),
      (
        "deploy: {resources: {reservations: {generic_resources: [{}]}}}",
        "deploy.resources.reservations.generic_resources[0]': found an object, expected an object "
          + "with 'discrete_resource_spec'"
      ),
      (
        "deploy: {resources: {reservations: {devices: [{count: 1}]}}}",
        "deploy.resources.reservations.devices[0].capabilities': found nothing, expected a list "
          + "such as [gpu]"
      ),
      (
        "deploy: {placement: {constraints: [node.role]}}",
        "deploy.placement.constraints[0]': found 'node.role', expected a constraint such as "
          + "'node.role == manager' or 'node.labels.disk != ssd'"
      ),
      (
        "deploy: {placement: {constraints: [node.ip == 10.0.0.1]}}",
        "deploy.placement.constraints[0]': found 'node.ip == 10.0.0.1', expected a constraint on "
          + "node.id, node.hostname, node.role, node.platform.os, node.platform.arch, "
          + "node.labels.KEY or engine.labels.KEY"
      ),
      (
        "deploy: {placement: {constraints: [node.role == boss]}}",
        "deploy.placement.constraints[0]': found 'node.role == boss', expected manager or worker "
          + "as node.role"
      ),
      (
        "deploy: {placement: {constraints: [node.labels.a == b c]}}",
        "deploy.placement.constraints[0]': found 'node.labels.a == b c', expected a value of which "
          + "holds: a label's value has letters, digits, '-', '_' and '.', and a letter or digit "
          + "at both ends"
      ),
      (
        "deploy: {placement: {preferences: [{spread: node.role}]}}",
        "deploy.placement.preferences[0].spread': found 'node.role', expected a label such as "
          + "node.labels.zone"
      ),
      (
        "deploy: {placement: {preferences: [zone]}}",
        "deploy.placement.preferences[0]': found 'zone', expected an object"
      ),
      (
        "deploy: {placement: {max_replicas_per_node: many}}",
        "deploy.placement.max_replicas_per_node': found 'many', expected a whole number from 0 to "
          + "2147483647"
      ),
      (
        "deploy: {update_config: {failure_action: stop}}",
        "deploy.update_config.failure_action': "
          + "found 'stop', expected one of pause, continue, rollback"
      ),
      (
        "deploy: {rollback_config: {failure_action: rollback}}",
        "deploy.rollback_config.failure_action': found 'rollback', expected one of pause, continue"
      ),
      (
        "deploy: {update_config: {max_failure_ratio: 2}}",
        "deploy.update_config.max_failure_ratio': found '2', expected a number from 0 to 1"
      ),
      (
        "deploy: {update_config: {order: first}}",
        "deploy.update_config.order': found 'first', "
          + "expected one of stop-first, start-first"
      ),
      (
        "deploy: {update_config: {delay: 5}}",
        "deploy.update_config.delay': found '5', expected a "
          + "duration such as 1m30s, 10s or 500ms"
      ),
      (
        "deploy: {restart_policy: {condition: always}}",
        "deploy.restart_policy.condition': found "
          + "'always', expected one of none, on-failure, any"
      ),
      (
        "restart: maybe",
        "restart': found 'maybe', expected one of no, always, on-failure, "
          + "on-failure:TIMES, unless-stopped"
      ),
      ("ports: 80", "ports': found '80', expected a list"),
      (
        "ports: [x]",
        "ports[0]': found 'x', expected a port such as 80, 8080:80, "
          + "127.0.0.1:8080:80/udp or 8000-8010:80-90"
      ),
      (
        "ports: ['70000:80']",
        "ports[0]': found '70000:80', expected a port such as 80, 8080:80, "
          + "127.0.0.1:8080:80/udp or 8000-8010:80-90"
      ),
      (
        "ports: ['80/icmp']",
        "ports[0]': found '80/icmp', expected one of the protocols tcp, udp, sctp after '/'"
      ),
      (
        "ports: ['1-3:1-2']",
        "ports[0]': found '1-3:1-2', expected as many published ports as "
          + "ports in the container"
      ),
      (
        "ports: [{published: 80}]",
        "ports[0].target': found nothing, expected the port in the container"
      ),
      (
        "ports: [{target: 80, mode: node}]",
        "ports[0].mode': found 'node', expected one of ingress, host"
      ),
      (
        "volumes: ['a:']",
        "volumes[0]': found 'a:', expected a mount such as data:/var/lib/data or "
          + "./site:/srv:ro"
      ),
      (
        "volumes: [{source: a}]",
        "volumes[0].target': found nothing, expected a path in the container"
      ),
      ("secrets: [{target: a}]", "secrets[0].source': found nothing, expected a name"),
      ("environment: [=x]", "environment[0]': found '=x', expected text such as NAME=VALUE"),
      ("labels: {a: [b]}", "labels.a': found a list, expected text"),
      (
        "depends_on: {a: {condition: ready}}",
        "depends_on.a.condition': found 'ready', expected one "
          + "of service_started, service_healthy, service_completed_successfully"
      ),
      (
        "healthcheck: {disable: maybe}",
        "healthcheck.disable': found 'maybe', expected true or false"
      ),
    ])
  func services(_ lines: String, _ message: String) {
    let error = #expect(throws: ComposeError.self) { try ComposeDocuments.service(lines) }
    #expect(error?.description == "field 'services.s.\(message)")
  }

  @Test(
    "what is wrong with a file is named with its place",
    arguments: [
      ("version: '3'", "field 'services': found nothing, expected an object"),
      ("services: [a]", "field 'services': found a list, expected an object"),
      ("services: {a: {image: [b]}}", "field 'services.a.image': found a list, expected text"),
      ("services: {a: null}", "field 'services.a': found null, expected an object"),
      (
        "{services: {}, version: '4'}",
        "field 'version': found '4', expected version 2 or 3, such as 3.8"
      ),
      (
        "{services: {}, version: 3.x}",
        "field 'version': found '3.x', expected version 2 or 3, such as 3.8"
      ),
      ("{services: {}, volumes: [a]}", "field 'volumes': found a list, expected an object"),
      ("{services: {}, networks: {net: 1}}", "field 'networks.net': found '1', expected an object"),
    ])
  func files(_ text: String, _ message: String) {
    let error = #expect(throws: ComposeError.self) { try ComposeDocuments.file(text) }
    #expect(error?.description == message)
  }
}
