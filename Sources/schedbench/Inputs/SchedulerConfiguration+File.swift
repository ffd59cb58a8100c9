// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

extension SchedulerConfiguration {
  /// Reads the profiles of a file with one KubeSchedulerConfiguration.
  init(file: String) throws(CommandFailure) {
    do {
      let records = try ObjectReader().records(of: try FileSource(path: file))
      guard let record = records.first, records.count == 1 else {
        throw CommandFailure.badInput([
          "\(file): holds \(records.count) objects, expected one KubeSchedulerConfiguration"
        ])
      }
      self = try SchedulerConfiguration(record.fields)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw .badInput(["\(file): \(error)"])
    }
  }
}
