// SPDX-License-Identifier: Apache-2.0

extension Simulation {
  /// Explains what would become of a request now: each step on its way, and why it is not served
  /// where it is not.
  ///
  /// - Parameters:
  ///   - url: Where it goes.
  ///   - origin: Who makes it.
  /// - Returns: The steps, and the reason.
  public func explain(
    _ url: RequestURL, from origin: RequestExplainer.Origin
  ) -> RequestExplanation {
    RequestExplainer(client: machinery.client(named: "explainer"), router: router)
      .explain(url, from: origin)
  }
}
