// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, as a program that uses the library would be. Without traits there is no
// GLPK, and what is built here links nothing under the GPL.
let package = Package(
  name: "stevedore-examples",
  dependencies: [
    .package(name: "stevedore", path: "../", traits: [])
  ],
  targets: [
    .executableTarget(
      name: "ControllerQuestions",
      dependencies: [
        .product(name: "ClusterModel", package: "stevedore"),
        .product(name: "Scheduling", package: "stevedore"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
