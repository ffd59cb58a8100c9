// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// All recipes.
  public static let all: [Recipe] = [
    .capraraToth, .mergedCapraraToth, .falkenauerUniform, .falkenauerTriplet, .tripletFalkenauer,
    .tripletCaprara, .panigrahy, .newClasses, .uniform, .scholl, .schwerin, .variableBins,
    .openbSample, .webCluster, .pricedCluster,
  ]
}
