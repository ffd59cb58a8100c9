// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation

/// A dump of pods as `kubectl get pods` prints it, made the same way every time.
enum Dump {
  /// How many pods there are.
  static let pods = 5_000

  /// The list as a value.
  static let list: Value = [
    "apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""],
    "items": .array((0..<pods).map { pod($0) }),
  ]

  /// The list as `kubectl get pods -o json` prints it.
  static let json: [UInt8] = {
    var bytes: [UInt8] = []
    JSONWriter(layout: .indented, sortsFields: true).write(list, to: &bytes)
    return bytes
  }()

  /// The list as `kubectl get pods -o yaml` prints it.
  static let yamlList: [UInt8] = {
    var bytes: [UInt8] = []
    YAMLWriter().write(list, to: &bytes)
    return bytes
  }()

  /// The pods as a stream of documents.
  static let yaml: [UInt8] = {
    var bytes: [UInt8] = []
    for index in 0..<pods {
      bytes += Array("---\n".utf8)
      YAMLWriter().write(pod(index), to: &bytes)
    }
    return bytes
  }()

  /// A pod of about 7 kB of indented JSON.
  private static func pod(_ index: Int) -> Value {
    let app = ["cart", "front-end", "orders", "payment", "catalogue", "shipping"][index % 6]
    let hash = hexadecimal(index, 10)
    let name = "\(app)-\(hash)-\(hexadecimal(index + 1, 5))"
    let time = "2026-01-\(10 + index % 20)T0\(index % 10):\(10 + index % 50):00Z"
    let requests: Value = [
      "cpu": .string("\(index % 20 * 50 + 50)m"), "memory": .string("\(64 + index % 400)Mi"),
    ]
    return [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": [
        "annotations": ["prometheus.io/port": "8080", "prometheus.io/scrape": "true"],
        "creationTimestamp": .string(time), "generateName": .string("\(app)-\(hash)-"),
        "labels": ["app": .string(app), "pod-template-hash": .string(hash), "version": "v1"],
        "managedFields": managedFields(app, time), "name": .string(name), "namespace": "shop",
        "ownerReferences": [
          [
            "apiVersion": "apps/v1", "blockOwnerDeletion": true, "controller": true,
            "kind": "ReplicaSet", "name": .string("\(app)-\(hash)"), "uid": uid(index),
          ]
        ],
        "resourceVersion": .string(String(1_000_000 + index)), "uid": uid(index + 7),
      ],
      "spec": [
        "containers": [
          [
            "image": .string("registry.example.com/\(app):1.\(index % 30).0"),
            "imagePullPolicy": "IfNotPresent", "name": .string(app),
            "livenessProbe": [
              "failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1,
              "httpGet": ["path": "/healthz", "port": 8080, "scheme": "HTTP"], "timeoutSeconds": 1,
            ],
            "ports": [["containerPort": 8080, "protocol": "TCP"]],
            "resources": ["limits": ["cpu": "1", "memory": "512Mi"], "requests": requests],
            "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
          ]
        ],
        "dnsPolicy": "ClusterFirst", "enableServiceLinks": true,
        "nodeName": .string("ip-10-0-\(index % 200)-17.eu-central-1.compute.internal"),
        "priority": 0, "restartPolicy": "Always", "schedulerName": "default-scheduler",
        "securityContext": [:], "serviceAccountName": "default",
        "terminationGracePeriodSeconds": 30,
        "tolerations": [toleration("not-ready"), toleration("unreachable")],
      ],
      "status": [
        "conditions": .array(
          ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map {
            [
              "lastProbeTime": nil, "lastTransitionTime": .string(time), "status": "True",
              "type": .string($0),
            ]
          }),
        "containerStatuses": [
          [
            "containerID": .string("containerd://" + hexadecimal(index + 2, 64)),
            "imageID": .string("registry.example.com/\(app)@sha256:" + hexadecimal(index + 3, 64)),
            "lastState": [:], "name": .string(app), "ready": true, "restartCount": 0,
            "started": true, "state": ["running": ["startedAt": .string(time)]],
          ]
        ],
        "hostIP": "10.0.1.2", "phase": "Running", "qosClass": "Burstable",
        "podIP": .string("10.1.\(index / 250).\(index % 250)"), "startTime": .string(time),
      ],
    ]
  }

  private static func toleration(_ key: String) -> Value {
    [
      "effect": "NoExecute", "key": .string("node.kubernetes.io/\(key)"), "operator": "Exists",
      "tolerationSeconds": 300,
    ]
  }

  private static func managedFields(_ app: String, _ time: String) -> Value {
    func names(_ list: String) -> Fields {
      Fields(list.split(separator: " ").map { ("f:\($0)", Value.object(Fields())) })
    }
    var container = names("image imagePullPolicy livenessProbe name ports resources")
    container["."] = [:]
    var spec = names("dnsPolicy enableServiceLinks restartPolicy schedulerName securityContext")
    spec["f:containers"] = .object(Fields([("k:{\"name\":\"\(app)\"}", .object(container))]))
    let status = names("conditions containerStatuses hostIP phase podIP podIPs startTime")
    return .array(
      [("kube-controller-manager", "f:spec", spec), ("kubelet", "f:status", status)].map {
        [
          "apiVersion": "v1", "fieldsType": "FieldsV1", "manager": .string($0.0),
          "fieldsV1": .object(Fields([($0.1, .object($0.2))])), "operation": "Update",
          "time": .string(time),
        ]
      })
  }

  private static func uid(_ index: Int) -> Value {
    .string("\(hexadecimal(index, 8))-\(hexadecimal(index + 5, 4))-4000-8000-000000000000")
  }

  /// Digits that look random and depend on the index alone.
  private static func hexadecimal(_ index: Int, _ count: Int) -> String {
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678
    var text = ""
    while text.utf8.count < count {
      state = (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
      text += String(state | 1 << 63, radix: 16)
    }
    return String(text.prefix(count))
  }
}

/// The CPU time that the process has used.
func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// Million bytes for each second of CPU time since some moment.
func rate(_ bytes: Int, since start: Double) -> Int {
  Int(Double(bytes) / 1e6 / max(cpuSeconds() - start, 1e-6))
}
