// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Gives a new ingress that names no class the one that is the default: of several the newest,
  /// then the first by name (`plugin/pkg/admission/network/defaultingressclass`).
  func admitIngress(_ ingress: inout Fields) throws(APIStatus) {
    guard case .object(let spec)? = ingress["spec"], spec.lacks("ingressClassName"),
      ingress.annotation(IngressTable.classAnnotation) == nil
    else { return }
    var best: (created: String, name: String)?
    for object in try every(.ingressClasses) {
      guard object.annotation(IngressTable.defaultAnnotation) == "true" else { continue }
      let created = object.metadata["creationTimestamp"]?.string ?? ""
      if best.map({ created > $0.created }) ?? true { best = (created, ObjectKey(object).name) }
    }
    guard let name = best?.name else { return }
    ingress.modify("spec") { $0["ingressClassName"] = .string(name) }
  }
}
