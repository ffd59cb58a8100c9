// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What can be seen from within containers.
extension Simulation {
  /// What the running containers that are meant see, by the names of their pods; `nil` for what is
  /// not there.
  func answers(to question: ContainerQuestion) -> [(pod: String, text: String?)] {
    var answers: [(pod: String, text: String?)] = []
    for kubelet in fleet.kubelets {
      let machine = kubelet.machine
      for sandbox in machine.knownSandboxes
      where sandbox.key.namespace == question.namespace
        && question.pods.matches(sandbox.pod.labelMap)
      {
        let first = sandbox.pod["spec"]?.object?.objects("containers").first?["name"]?.string
        guard let name = question.container ?? first,
          machine.running(name, of: sandbox.key)?.1 === sandbox
        else { continue }
        let text =
          switch question.subject {
          case .variable(let variable):
            machine.environment(of: sandbox.key, container: name)?[variable]
          case .file(let path): machine.read(path, of: sandbox.key, container: name)
          }
        answers.append((sandbox.key.name, text))
      }
    }
    return answers.sorted { $0.pod < $1.pod }
  }

  /// The names of the controllers that run.
  static func controllers(_ settings: Scenario.Settings) -> [String]? {
    guard settings.serviceAccounts else { return settings.controllers }
    let names = settings.controllers ?? ControlPlane.controllers.map(\.name)
    return names + ControlPlane.optional.filter { !names.contains($0) }.sorted()
  }
}
