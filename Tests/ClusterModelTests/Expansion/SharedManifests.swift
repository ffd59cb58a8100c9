// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation

/// Real manifests that are not part of the repository; tests that read them are skipped by name
/// where they are absent.
enum SharedManifests {
  static let folder = SharedData.folder.appendingPathComponent("manifests")

  static var isAvailable: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static let applications = [
    "argo-cd", "bookinfo", "example-voting-app", "kube-prometheus", "online-boutique",
    "open-simulator-demo", "sock-shop",
  ]

  /// The Kubernetes manifests of an application, by their paths, in ascending order.
  static func files(of application: String) -> [String] {
    let folder = folder.appendingPathComponent(application)
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { path in
      (path.hasSuffix(".yaml") || path.hasSuffix(".yml")) && !path.contains("docker-")
    }.sorted().map { folder.appendingPathComponent($0).path }
  }

  /// All objects of an application.
  static func records(of application: String) throws -> [ObjectRecord] {
    try files(of: application).flatMap { try ObjectReader().records(of: FileSource(path: $0)) }
  }

  /// All objects of an application, by kind.
  static func objects(of application: String) throws -> ClusterObjects {
    var objects = ClusterObjects()
    for record in try records(of: application) {
      try objects.add(record.fields, from: record.position.description)
    }
    return objects
  }
}
