// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, so that nobody who builds the tool builds the harness.
let package = Package(
  name: "stevedore-benchmarks",
  dependencies: [
    .package(name: "stevedore", path: "../", traits: []),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "PackingSpeed",
      dependencies: [
        .product(name: "VectorPacking", package: "stevedore"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/PackingSpeed",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "ReadingSpeed",
      dependencies: [
        .product(name: "ClusterModel", package: "stevedore"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/ReadingSpeed",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "SchedulingSpeed",
      dependencies: [
        .product(name: "ClusterModel", package: "stevedore"),
        .product(name: "Scheduling", package: "stevedore"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/SchedulingSpeed",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "OrchestrationSpeed",
      dependencies: [
        .product(name: "ClusterModel", package: "stevedore"),
        .product(name: "Orchestration", package: "stevedore"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/OrchestrationSpeed",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
