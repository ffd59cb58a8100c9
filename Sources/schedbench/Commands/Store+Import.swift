// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import DurableStore
import Foundation
import Orchestration
import Reporting

extension Store {
  /// `schedbench store import`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write objects into a store as they are: all of them, or none.",
      discussion: """
        The file is made where it is not there. An object that is there is replaced. Nothing is \
        filled in but an identity and the time of creation; what no API would take is not found out.
        """)

    @OptionGroup var store: Arguments

    @Argument(help: "Files with objects, or - for standard input.", completion: .file())
    var inputs: [String]

    func run() throws {
      let records = try records()
      let opened = try store.open(.create)
      let objects = try typed(records, in: opened)
      var failure: StoreError?
      do throws(StoreError) {
        try opened.withBatch {
          do throws(StoreError) {
            for (type, object) in objects {
              let key = ObjectKey(object)
              let known = try opened.object(type, key)?.revision
              _ = try opened.put(type, key, object, expecting: known)
            }
          } catch {
            failure = error
            // What was written in the batch is undone.
            opened.close()
          }
        }
      } catch {
        throw CommandFailure.badInput([Store.text(of: failure ?? error)])
      }
      let revision = opened.revision
      opened.close()
      let count = Phrases.count(objects.count, "object")
      try Console.write("\(store.file): \(count) imported, revision \(revision)\n")
    }

    private func records() throws(CommandFailure) -> [ObjectRecord] {
      var records: [ObjectRecord] = []
      for source in inputs.map({ InputSource($0) }) {
        do throws(ReadingError) {
          records += try ObjectReader(skipping: []).records(of: try FileSource(path: source.path))
        } catch {
          throw .badInput(["\(error)"])
        }
      }
      return records
    }

    /// The objects with their types; custom resources by definitions in the store or among them.
    private func typed(
      _ records: [ObjectRecord], in opened: SQLiteStore
    ) throws(CommandFailure) -> [(type: ResourceType, object: Fields)] {
      let machinery = APIMachinery(store: opened, clock: VirtualClock())
      for record in records where record.fields["kind"] == "CustomResourceDefinition" {
        machinery.serve(record.fields)
      }
      let catalogue = machinery.catalogue
      var objects: [(type: ResourceType, object: Fields)] = []
      for record in records {
        var object = record.fields
        let (version, kind) = (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "")
        guard let type = catalogue.type(apiVersion: version, kind: kind) else {
          throw .badInput([
            "\(record.position): found kind '\(kind)' of '\(version)', expected one that is known"
              + "\nImport the definition of a custom resource with it."
          ])
        }
        guard object.metadata["name"]?.string?.isEmpty == false else {
          throw .badInput(["\(record.position): field 'metadata.name': found nothing"])
        }
        if object.redacted == object, type == .secrets, object["data"]?.object?.isEmpty == false {
          throw .badInput([
            "\(record.position): the data of the Secret was left out when it was written"
              + "\nExport it with --show-secrets."
          ])
        }
        object.modify("metadata") { metadata in
          if type.isNamespaced, metadata["namespace"] == nil { metadata["namespace"] = "default" }
          if metadata["uid"] == nil {
            metadata["uid"] = .string(UUID().uuidString.lowercased())
          }
          if metadata["creationTimestamp"] == nil {
            let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
            metadata["creationTimestamp"] = now.value
          }
        }
        objects.append((type, object))
      }
      return objects
    }
  }
}
