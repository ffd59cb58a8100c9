// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Settings shared by every Swift target: today's language mode, tomorrow's import and
/// existential rules, and no warning left standing.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

// GLPK is GPL-3. Everything except `ExactPacking` builds without it:
// `swift build --disable-default-traits --product schedbench`.
let glpk: TargetDependency = .target(name: "ExactPacking", condition: .when(traits: ["GLPK"]))

typealias TargetDependency = Target.Dependency

let package = Package(
  name: "stevedore",
  products: [
    .library(name: "VectorPacking", targets: ["VectorPacking"]),
    .library(name: "ExactPacking", targets: ["ExactPacking"]),
    .library(name: "ClusterModel", targets: ["ClusterModel"]),
    .library(name: "Scheduling", targets: ["Scheduling"]),
    .library(name: "Orchestration", targets: ["Orchestration"]),
    .library(name: "DurableStore", targets: ["DurableStore"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .executable(name: "schedbench", targets: ["schedbench"]),
  ],
  traits: [
    .trait(name: "GLPK", description: "The exact strategies, which link GLPK (GPL-3)."),
    .default(enabledTraits: ["GLPK"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // Packing: no Kubernetes, no Foundation.
    .target(
      name: "VectorPacking",
      dependencies: [.product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: settings),

    // The exact methods, on GLPK.
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .target(name: "CGLPKSupport", dependencies: ["CGLPK"]),
    .target(
      name: "ExactPacking",
      dependencies: ["VectorPacking", "CGLPK", "CGLPKSupport"],
      swiftSettings: settings),

    // Inputs.
    .target(
      name: "ClusterModel",
      dependencies: [.product(name: "Yams", package: "Yams")],
      swiftSettings: settings),
    .target(
      name: "Datasets",
      dependencies: [
        "VectorPacking", "ClusterModel",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // Scheduling: filters, scores and decisions on a snapshot of a cluster.
    .target(
      name: "Scheduling",
      dependencies: [
        "ClusterModel", "VectorPacking",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),

    // The orchestrator: an API, controllers, kubelets, and a clock that may be virtual.
    .target(
      name: "Orchestration",
      dependencies: [
        "ClusterModel", "Scheduling", "VectorPacking",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: settings),

    // The store of the orchestrator in a file; the only target that knows SQLite.
    .target(
      name: "DurableStore",
      dependencies: [
        "ClusterModel", "Orchestration",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),

    // Outputs.
    .target(name: "Evaluation", dependencies: ["VectorPacking"], swiftSettings: settings),
    .target(
      name: "Reporting",
      dependencies: [
        "ClusterModel", "Evaluation", "Orchestration", "Scheduling", "VectorPacking",
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Yams", package: "Yams"),
        .product(name: "Rainbow", package: "Rainbow"),
      ],
      resources: [.embedInCode("Templates")],
      swiftSettings: settings),

    // The command.
    .executableTarget(
      name: "schedbench",
      dependencies: [
        "VectorPacking", "ClusterModel", "Scheduling", "Orchestration", "DurableStore", "Datasets",
        "Evaluation", "Reporting", glpk,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // Tests.
    .target(
      name: "PackingTestSupport", dependencies: ["VectorPacking"],
      path: "Tests/PackingTestSupport", swiftSettings: settings),
    .testTarget(
      name: "VectorPackingTests", dependencies: ["VectorPacking", "PackingTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ExactPackingTests", dependencies: ["ExactPacking", "PackingTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ClusterModelTests",
      dependencies: ["ClusterModel", .product(name: "Yams", package: "Yams")],
      swiftSettings: settings),
    .target(
      name: "SchedulingTestSupport", dependencies: ["ClusterModel"],
      path: "Tests/SchedulingTestSupport", swiftSettings: settings),
    .testTarget(
      name: "SchedulingTests",
      dependencies: ["Scheduling", "ClusterModel", "VectorPacking", "SchedulingTestSupport"],
      swiftSettings: settings),
    .target(
      name: "StoreTestSupport", dependencies: ["ClusterModel", "Orchestration", "VectorPacking"],
      path: "Tests/StoreTestSupport", swiftSettings: settings),
    .testTarget(
      name: "OrchestrationTests",
      dependencies: ["Orchestration", "Scheduling", "ClusterModel", "StoreTestSupport"],
      swiftSettings: settings),
    .executableTarget(
      name: "store-hammer",
      dependencies: ["ClusterModel", "DurableStore", "Orchestration", "StoreTestSupport"],
      path: "Tests/StoreHammer", swiftSettings: settings),
    .testTarget(
      name: "DurableStoreTests",
      dependencies: [
        "DurableStore", "Orchestration", "ClusterModel", "VectorPacking", "StoreTestSupport",
        "store-hammer", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "ClusterModel", "VectorPacking"],
      swiftSettings: settings),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Reporting", "Evaluation", "ClusterModel", "Orchestration", "Scheduling",
        "SchedulingTestSupport", "VectorPacking", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SchedbenchTests",
      dependencies: ["schedbench", "ClusterModel", "Datasets", "Scheduling"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
