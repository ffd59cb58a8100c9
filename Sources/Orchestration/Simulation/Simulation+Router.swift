// SPDX-License-Identifier: Apache-2.0

extension Simulation {
  var router: (any ConnectionRouter)? { nil }
  var resolver: (any NameResolver)? { nil }
}
