// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a pod's worker knows of the ConfigMaps, Secrets and other sources that its pod uses.
///
/// Pods that use none have none.
final class PodConfiguration {
  /// What containers and volumes use.
  let references: [ConfigurationReference]
  /// With what images are fetched.
  let pullSecrets: [ConfigurationReference]
  /// The volumes that are made of them.
  let volumes: [Fields]
  /// Whether they are watched.
  var isUsed = false
  /// The files of the volumes, until there is a sandbox to have them.
  var made: [String: VolumeProjection.Files]?
  /// How often in a row the volumes could not be made.
  var failures = 0
  /// When that is tried again.
  var nextTry: Timestamp?
  /// When changes come to the files.
  var refresh: Appointment?

  /// Looks at what a pod uses.
  ///
  /// - Returns: `nil` where it uses nothing.
  init?(_ spec: Fields) {
    let isPossible =
      spec["volumes"] != nil || spec["imagePullSecrets"] != nil
      || ["containers", "initContainers"].contains { list in
        (spec[list]?.array ?? []).contains {
          $0.object?["env"] != nil || $0.object?["envFrom"] != nil
        }
      }
    guard isPossible else { return nil }
    references = ConfigurationReference.all(in: spec)
    pullSecrets = ConfigurationReference.pullSecrets(of: spec)
    volumes = spec.objects("volumes").filter { VolumeProjection.isMade($0) }
    if references.isEmpty, pullSecrets.isEmpty, volumes.isEmpty,
      !(spec.objects("containers") + spec.objects("initContainers")).contains(
        where: EnvironmentBuilder.isFilledIn)
    {
      return nil
    }
  }

  /// All objects that are watched for the pod.
  var watched: [ConfigurationReference] { Set(references + pullSecrets).sorted() }
}
