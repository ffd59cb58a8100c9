// SPDX-License-Identifier: Apache-2.0

import Testing

/// A strategic merge patch, and what it makes of an object.
struct StrategicCase: Sendable, CustomTestStringConvertible {
  let name: String
  let type: String
  let object: String
  let patch: String
  let expected: String

  init(_ name: String, _ type: String, _ object: String, _ patch: String, _ expected: String) {
    (self.name, self.type, self.object) = (name, type, object)
    (self.patch, self.expected) = (patch, expected)
  }

  var testDescription: String { name }
}

extension StrategicCase {
  private static let pod = "core.v1.PodSpec"
  private static let container = "core.v1.Container"
  private static let meta = "meta.v1.ObjectMeta"

  static let objects = [
    StrategicCase(
      "a field is set", pod, "{nodeName: a}", "{hostname: b}", "{nodeName: a, hostname: b}"),
    StrategicCase("a field is replaced", pod, "{nodeName: a}", "{nodeName: b}", "{nodeName: b}"),
    StrategicCase(
      "null takes a field out", pod, "{nodeName: a, hostname: b}", "{nodeName: null}",
      "{hostname: b}"),
    StrategicCase(
      "null for what is not there does nothing", pod, "{hostname: b}", "{nodeName: null}",
      "{hostname: b}"),
    StrategicCase(
      "objects are merged", pod, "{securityContext: {runAsUser: 1, fsGroup: 2}}",
      "{securityContext: {fsGroup: 3, runAsGroup: 4}}",
      "{securityContext: {runAsUser: 1, fsGroup: 3, runAsGroup: 4}}"),
    StrategicCase(
      "maps are merged", meta, "{labels: {a: x, b: y}}", "{labels: {b: z, c: w, a: null}}",
      "{labels: {b: z, c: w}}"),
    StrategicCase(
      "a map may become empty", meta, "{labels: {a: x}}", "{labels: {a: null}}",
      "{labels: {}}"),
    StrategicCase(
      "null takes a map out", meta, "{labels: {a: x}, name: n}", "{labels: null}",
      "{name: n}"),
    StrategicCase(
      "new objects lose their nulls", pod, "{}",
      "{securityContext: {fsGroup: 3, runAsUser: null, seLinuxOptions: {level: null}}}",
      "{securityContext: {fsGroup: 3, seLinuxOptions: {}}}"),
    StrategicCase(
      "maps that are atomic elsewhere are merged here", pod, "{nodeSelector: {a: x, b: y}}",
      "{nodeSelector: {a: z}}", "{nodeSelector: {a: z, b: y}}"),
    StrategicCase(
      "selectors are merged unless they say replace", "apps.v1.DeploymentSpec",
      "{selector: {matchLabels: {a: x}}}", "{selector: {matchLabels: {b: y}}}",
      "{selector: {matchLabels: {a: x, b: y}}}"),
    StrategicCase(
      "the value of another kind replaces", "core.v1.ServicePort", "{targetPort: 80}",
      "{targetPort: http}", "{targetPort: http}"),
    StrategicCase(
      "fields that the type does not have are merged as in a merge patch", pod,
      "{x: {a: 1, l: [1]}}", "{x: {b: 2, l: [2]}}", "{x: {a: 1, b: 2, l: [2]}}"),
    StrategicCase(
      "deep in lists and objects", "apps.v1.Deployment",
      "{spec: {template: {spec: {containers: [{name: a, resources: {limits: {cpu: '1'}}}]}}}}",
      "{spec: {template: {spec: {containers: [{name: a, resources: {limits: {memory: 1Gi}}}]}}}}",
      "{spec: {template: {spec: {containers: [{name: a, "
        + "resources: {limits: {cpu: '1', memory: 1Gi}}}]}}}}"),
  ]

  static let lists = [
    StrategicCase(
      "an element is changed where it is", pod,
      "{containers: [{name: a, image: x}, {name: b, image: y}]}",
      "{containers: [{name: b, image: z}]}",
      "{containers: [{name: a, image: x}, {name: b, image: z}]}"),
    StrategicCase(
      "a new element comes first", pod, "{containers: [{name: a}, {name: b}]}",
      "{containers: [{name: c}]}", "{containers: [{name: c}, {name: a}, {name: b}]}"),
    StrategicCase(
      "a new element beside a known one comes where the patch has it", pod,
      "{containers: [{name: a}, {name: b}]}", "{containers: [{name: b}, {name: c}]}",
      "{containers: [{name: a}, {name: b}, {name: c}]}"),
    StrategicCase(
      "known elements come in the order of the patch", pod,
      "{containers: [{name: a}, {name: b}, {name: c}]}",
      "{containers: [{name: c}, {name: a}]}",
      "{containers: [{name: b}, {name: c}, {name: a}]}"),
    StrategicCase(
      "an element without changes stays", pod, "{containers: [{name: a, image: x}]}",
      "{containers: [{name: a}]}", "{containers: [{name: a, image: x}]}"),
    StrategicCase(
      "a field of an element is taken out", pod, "{containers: [{name: a, image: x}]}",
      "{containers: [{name: a, image: null}]}", "{containers: [{name: a}]}"),
    StrategicCase(
      "an empty list changes nothing", pod, "{containers: [{name: a}]}", "{containers: []}",
      "{containers: [{name: a}]}"),
    StrategicCase(
      "null takes a list out", pod, "{volumes: [{name: a}], nodeName: n}", "{volumes: null}",
      "{nodeName: n}"),
    StrategicCase(
      "a list that is not there is the patch's", pod, "{}",
      "{containers: [{name: b}, {name: a, image: null}]}", "{containers: [{name: b}, {name: a}]}"),
    StrategicCase(
      "numbers are merge keys, too", container,
      "{ports: [{containerPort: 80, name: a}, {containerPort: 81}]}",
      "{ports: [{containerPort: 80, hostPort: 8080}]}",
      "{ports: [{containerPort: 80, name: a, hostPort: 8080}, {containerPort: 81}]}"),
    StrategicCase(
      "of elements with one key the first is changed", container,
      "{ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}",
      "{ports: [{containerPort: 53, name: dns}]}",
      "{ports: [{containerPort: 53, protocol: UDP, name: dns}, "
        + "{containerPort: 53, protocol: TCP}]}"),
    StrategicCase(
      "lists without a strategy are replaced", container, "{args: [a, b]}", "{args: [c]}",
      "{args: [c]}"),
    StrategicCase(
      "lists of objects without a strategy are replaced", pod,
      "{tolerations: [{key: a}, {key: b}]}", "{tolerations: [{key: c}]}",
      "{tolerations: [{key: c}]}"),
    StrategicCase(
      "taints are replaced as a whole", "core.v1.NodeSpec",
      "{taints: [{key: a, effect: NoSchedule}]}", "{taints: [{key: b, effect: NoExecute}]}",
      "{taints: [{key: b, effect: NoExecute}]}"),
    StrategicCase(
      "conditions are merged by type", "core.v1.PodStatus",
      "{conditions: [{type: Ready, status: 'True'}, {type: PodScheduled, status: 'True'}]}",
      "{conditions: [{type: Ready, status: 'False', reason: x}]}",
      "{conditions: [{type: Ready, status: 'False', reason: x}, "
        + "{type: PodScheduled, status: 'True'}]}"),
    StrategicCase(
      "owners are merged by uid", meta, "{ownerReferences: [{uid: u1, name: a}]}",
      "{ownerReferences: [{uid: u1, controller: true}, {uid: u2, name: b}]}",
      "{ownerReferences: [{uid: u1, name: a, controller: true}, {uid: u2, name: b}]}"),
    StrategicCase(
      "variables are merged by name", container, "{env: [{name: A, value: '1'}]}",
      "{env: [{name: A, value: null, valueFrom: {fieldRef: {fieldPath: x}}}]}",
      "{env: [{name: A, valueFrom: {fieldRef: {fieldPath: x}}}]}"),
    StrategicCase(
      "mounts are merged by path", container, "{volumeMounts: [{mountPath: /a, name: v}]}",
      "{volumeMounts: [{mountPath: /a, readOnly: true}]}",
      "{volumeMounts: [{mountPath: /a, name: v, readOnly: true}]}"),
    StrategicCase(
      "lists within elements are merged", pod,
      "{containers: [{name: a, env: [{name: A, value: '1'}]}]}",
      "{containers: [{name: a, env: [{name: B, value: '2'}]}]}",
      "{containers: [{name: a, env: [{name: B, value: '2'}, {name: A, value: '1'}]}]}"),
    StrategicCase(
      "ports of services are merged by number", "core.v1.ServiceSpec",
      "{ports: [{port: 80, targetPort: 80}, {port: 443}]}",
      "{ports: [{port: 443, name: tls}]}",
      "{ports: [{port: 80, targetPort: 80}, {port: 443, name: tls}]}"),
  ]

  static let sets = [
    StrategicCase(
      "values are added in front", meta, "{finalizers: [a, b]}", "{finalizers: [c]}",
      "{finalizers: [c, a, b]}"),
    StrategicCase(
      "values that are there stay once", meta, "{finalizers: [a, b]}", "{finalizers: [b]}",
      "{finalizers: [a, b]}"),
    StrategicCase(
      "values repeated in the patch come once", meta, "{finalizers: [a]}",
      "{finalizers: [b, b, a]}", "{finalizers: [b, a]}"),
    StrategicCase(
      "values are taken out", meta, "{finalizers: [a, b, c]}",
      "{$deleteFromPrimitiveList/finalizers: [a, c]}", "{finalizers: [b]}"),
    StrategicCase(
      "values that are not there need not be taken out", meta, "{finalizers: [a]}",
      "{$deleteFromPrimitiveList/finalizers: [x]}", "{finalizers: [a]}"),
    StrategicCase(
      "nor those of a list that is not there", meta, "{name: n}",
      "{$deleteFromPrimitiveList/finalizers: [x]}", "{name: n}"),
    StrategicCase(
      "all may be taken out", meta, "{finalizers: [a]}",
      "{$deleteFromPrimitiveList/finalizers: [a]}", "{finalizers: []}"),
    StrategicCase(
      "values are added and taken out", meta, "{finalizers: [a, b]}",
      "{finalizers: [c], $deleteFromPrimitiveList/finalizers: [a], "
        + "$setElementOrder/finalizers: [b, c]}", "{finalizers: [b, c]}"),
    StrategicCase(
      "values are put in order", meta, "{finalizers: [a, b, c]}",
      "{$setElementOrder/finalizers: [c, b, a]}", "{finalizers: [c, b, a]}"),
    StrategicCase(
      "values that the order does not name stay between", meta, "{finalizers: [a, x, b]}",
      "{$setElementOrder/finalizers: [a, b]}", "{finalizers: [a, x, b]}"),
  ]

  static let orders = [
    StrategicCase(
      "the order of the patch counts", pod, "{containers: [{name: a}, {name: b}]}",
      "{$setElementOrder/containers: [{name: b}, {name: a}]}",
      "{containers: [{name: b}, {name: a}]}"),
    StrategicCase(
      "new elements come where the order has them", pod,
      "{containers: [{name: a}, {name: b}]}",
      "{$setElementOrder/containers: [{name: a}, {name: c}, {name: b}], "
        + "containers: [{name: c}]}",
      "{containers: [{name: a}, {name: c}, {name: b}]}"),
    StrategicCase(
      "others come before the first that is behind them", pod,
      "{containers: [{name: x}, {name: a}, {name: y}, {name: b}]}",
      "{$setElementOrder/containers: [{name: a}, {name: b}], containers: [{name: b, image: i}]}",
      "{containers: [{name: x}, {name: a}, {name: y}, {name: b, image: i}]}"),
    StrategicCase(
      "others come last where nothing behind them is named", pod,
      "{containers: [{name: a}, {name: x}]}", "{$setElementOrder/containers: [{name: a}]}",
      "{containers: [{name: a}, {name: x}]}"),
    StrategicCase(
      "others keep their order among themselves", pod,
      "{containers: [{name: x}, {name: y}, {name: a}, {name: b}]}",
      "{$setElementOrder/containers: [{name: b}, {name: a}]}",
      "{containers: [{name: x}, {name: y}, {name: b}, {name: a}]}"),
    StrategicCase(
      "deleted elements are no part of the order", pod,
      "{containers: [{name: a}, {name: b}, {name: c}]}",
      "{$setElementOrder/containers: [{name: c}, {name: a}], "
        + "containers: [{$patch: delete, name: b}]}",
      "{containers: [{name: c}, {name: a}]}"),
    StrategicCase(
      "an order for a list that is new", pod, "{}",
      "{$setElementOrder/containers: [{name: a}, {name: b}], "
        + "containers: [{name: a}, {name: b}]}", "{containers: [{name: a}, {name: b}]}"),
    StrategicCase(
      "an order for a list that is nowhere", pod, "{nodeName: n}",
      "{$setElementOrder/containers: [{name: a}]}", "{nodeName: n}"),
    StrategicCase(
      "an order with names that are nowhere", pod, "{containers: [{name: a}]}",
      "{$setElementOrder/containers: [{name: z}, {name: a}]}", "{containers: [{name: a}]}"),
    StrategicCase(
      "orders of lists within elements", pod,
      "{containers: [{name: a, env: [{name: A}, {name: B}]}]}",
      "{$setElementOrder/containers: [{name: a}], containers: [{name: a, "
        + "$setElementOrder/env: [{name: B}, {name: A}], env: [{name: A, value: x}]}]}",
      "{containers: [{name: a, env: [{name: B}, {name: A, value: x}]}]}"),
    StrategicCase(
      "as set image sends it", "apps.v1.Deployment",
      "{spec: {template: {spec: {containers: [{name: s, image: m}, {name: web, image: o}]}}}}",
      "{spec: {template: {spec: {$setElementOrder/containers: [{name: s}, {name: web}], "
        + "containers: [{image: n, name: web}]}}}}",
      "{spec: {template: {spec: {containers: [{name: s, image: m}, {name: web, image: n}]}}}}"),
    StrategicCase(
      "lists longer than a table's threshold", pod,
      "{volumes: [\((0..<20).map { "{name: v\($0)}" }.joined(separator: ", "))]}",
      "{$setElementOrder/volumes: [\((0..<20).reversed().map { "{name: v\($0)}" }.joined(separator: ", "))]}",
      "{volumes: [\((0..<20).reversed().map { "{name: v\($0)}" }.joined(separator: ", "))]}"),
  ]

  static let directives = [
    StrategicCase(
      "an element is deleted", pod, "{containers: [{name: a}, {name: b}]}",
      "{containers: [{$patch: delete, name: a}]}", "{containers: [{name: b}]}"),
    StrategicCase(
      "an element that is not there need not be deleted", pod, "{containers: [{name: a}]}",
      "{containers: [{$patch: delete, name: x}]}", "{containers: [{name: a}]}"),
    StrategicCase(
      "all elements with a key are deleted", container,
      "{ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}, {containerPort: 80}]}",
      "{ports: [{$patch: delete, containerPort: 53}]}", "{ports: [{containerPort: 80}]}"),
    StrategicCase(
      "an element is deleted and another added", pod, "{containers: [{name: a}, {name: b}]}",
      "{containers: [{$patch: delete, name: a}, {name: c}]}",
      "{containers: [{name: c}, {name: b}]}"),
    StrategicCase(
      "an element is deleted and added anew", pod, "{containers: [{name: a, image: x}]}",
      "{containers: [{$patch: delete, name: a}, {name: a, image: y}]}",
      "{containers: [{name: a, image: y}]}"),
    StrategicCase(
      "a list is replaced", pod, "{containers: [{name: a}, {name: b}]}",
      "{containers: [{name: c, image: z}, {$patch: replace}]}",
      "{containers: [{name: c, image: z}]}"),
    StrategicCase(
      "a list is replaced by nothing", pod, "{volumes: [{name: a}]}",
      "{volumes: [{$patch: replace}]}", "{volumes: []}"),
    StrategicCase(
      "an object is replaced", pod, "{securityContext: {runAsUser: 1, fsGroup: 2}}",
      "{securityContext: {$patch: replace, fsGroup: 3}}", "{securityContext: {fsGroup: 3}}"),
    StrategicCase(
      "an object is emptied", pod, "{securityContext: {runAsUser: 1}}",
      "{securityContext: {$patch: delete}}", "{securityContext: {}}"),
    StrategicCase(
      "a map is replaced", meta, "{labels: {a: x, b: y}}", "{labels: {$patch: replace, c: z}}",
      "{labels: {c: z}}"),
    StrategicCase(
      "the whole object is replaced", meta, "{name: n, labels: {a: x}}",
      "{$patch: replace, name: m}", "{name: m}"),
    StrategicCase(
      "directives for what is not there do nothing", pod, "{nodeName: n}",
      "{securityContext: {$patch: delete}, containers: [{$patch: delete, name: a}, {name: b}]}",
      "{nodeName: n, containers: [{name: b}]}"),
    StrategicCase(
      "directives within what is new are dropped", pod, "{}",
      "{containers: [{name: a, env: [{$patch: delete, name: A}, {name: B}]}]}",
      "{containers: [{name: a, env: [{name: B}]}]}"),
    StrategicCase(
      "replacing a selector that says replace", "batch.v1.JobSpec",
      "{podFailurePolicy: {rules: [{action: Ignore}]}}",
      "{podFailurePolicy: {rules: [{action: Count}]}}",
      "{podFailurePolicy: {rules: [{action: Count}]}}"),
  ]

  static let retaining = [
    StrategicCase(
      "others go", "apps.v1.DeploymentSpec",
      "{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}",
      "{strategy: {$retainKeys: [type], type: Recreate}}", "{strategy: {type: Recreate}}"),
    StrategicCase(
      "those named stay", "apps.v1.DeploymentSpec",
      "{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}",
      "{strategy: {$retainKeys: [type, rollingUpdate], rollingUpdate: {maxUnavailable: 2}}}",
      "{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 2}}}"),
    StrategicCase(
      "a volume changes its source", pod, "{volumes: [{name: v, emptyDir: {medium: Memory}}]}",
      "{volumes: [{name: v, $retainKeys: [name, hostPath], hostPath: {path: /x}}]}",
      "{volumes: [{name: v, hostPath: {path: /x}}]}"),
    StrategicCase(
      "nulls need not be named", pod, "{volumes: [{name: v, emptyDir: {}}]}",
      "{volumes: [{name: v, $retainKeys: [name, hostPath], emptyDir: null, "
        + "hostPath: {path: /x}}]}", "{volumes: [{name: v, hostPath: {path: /x}}]}"),
    StrategicCase(
      "nothing goes where all are named", "apps.v1.DeploymentSpec",
      "{strategy: {type: Recreate}}", "{strategy: {$retainKeys: [type]}}",
      "{strategy: {type: Recreate}}"),
    StrategicCase(
      "the directive is dropped from what is new", pod, "{}",
      "{volumes: [{name: v, $retainKeys: [name]}]}", "{volumes: [{name: v}]}"),
  ]
}
