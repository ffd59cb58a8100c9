// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Datasets
import Foundation

/// `schedbench dataset fetch`.
struct DatasetFetch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download a public data set: checksums are enforced, and no file is left half.",
    discussion: """
      A download that was cut off goes on where it stopped. A file that is there with the right \
      checksum is left alone.
      """)

  @Argument(help: "The name of a public data set, or the address of a file.")
  var dataset: String

  @Argument(help: "The names of single files of the data set; all of them by default.")
  var files: [String] = []

  @Option(
    help: ArgumentHelp("The folder to save into.", valueName: "folder"), completion: .directory)
  var into = "."

  @Option(
    help: ArgumentHelp(
      "The checksum of a file that has none in the catalogue.", valueName: "hex"))
  var sha256: String?

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func run() async throws {
    let folder = try existingFolder()
    for download in try downloads() {
      let file = folder.appendingPathComponent(download.name)
      let display = quiet || !Console.showsProgressBars ? nil : download.name
      let result = await fetch(download, to: file, showing: display)
      if display != nil { Console.note("\r\u{1B}[K") }
      if case .failure(let error) = result { throw CommandFailure.badInput(["\(error)"]) }
      if !quiet { Console.note("\(file.path)\n") }
    }
  }

  private struct Download {
    var name: String
    var url: URL
    var sha256: String
  }

  private func existingFolder() throws(CommandFailure) -> URL {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: into, isDirectory: &isFolder), isFolder.boolValue
    else { throw .badInput(["\(into): there is no such folder\nCreate it first."]) }
    return URL(fileURLWithPath: into, isDirectory: true)
  }

  /// Everything to download, each with its checksum, before the first byte is asked for.
  private func downloads() throws(CommandFailure) -> [Download] {
    if dataset.contains("://") {
      guard let url = URL(string: dataset), !url.lastPathComponent.isEmpty,
        url.lastPathComponent != "/"
      else { throw .badUsage("'\(dataset)' is no address of a file") }
      guard let sha256 else {
        throw .badUsage("the checksum of \(dataset) is not known\nGive it with --sha256.")
      }
      return [Download(name: url.lastPathComponent, url: url, sha256: sha256)]
    }
    let entry = try entry()
    return try chosenFiles(of: entry).map { file throws(CommandFailure) in
      guard let url = URL(string: file.url) else {
        throw .badInput(["\(entry.name): '\(file.url)' is no address"])
      }
      do throws(FetchError) {
        let checksum = try entry.checksum(of: file, given: sha256)
        return Download(name: file.name, url: url, sha256: checksum)
      } catch {
        throw .badUsage("\(error)")
      }
    }
  }

  private func entry() throws(CommandFailure) -> CatalogueEntry {
    guard let entry = CatalogueEntry.named(dataset) else {
      let names = CatalogueEntry.all.map { $0.name }
      let hint =
        Similarity.closest(to: dataset, among: names).map { "Did you mean '\($0)'? " } ?? ""
      throw .badUsage(
        "there is no public data set '\(dataset)'\n\(hint)"
          + "'schedbench dataset list' lists what there is.")
    }
    if entry.files.isEmpty {
      throw .badInput([
        "\(entry.name): has no file that can be fetched\nGet it from \(entry.source)."
      ])
    }
    return entry
  }

  private func chosenFiles(
    of entry: CatalogueEntry
  ) throws(CommandFailure) -> [CatalogueEntry.File] {
    guard !files.isEmpty else { return entry.files }
    return try files.map { name throws(CommandFailure) in
      guard let file = entry.files.first(where: { $0.name == name }) else {
        throw .badUsage(
          "\(entry.name) has no file '\(name)'\n'schedbench dataset describe \(entry.name)' "
            + "lists its files.")
      }
      return file
    }
  }

  private func fetch(
    _ download: Download, to file: URL, showing name: String?
  ) async -> Result<Void, FetchError> {
    do throws(FetchError) {
      try await DatasetFetcher().fetch(download.url, to: file, sha256: download.sha256) {
        bytes, total in
        guard let name else { return }
        let share = total.map { " of \($0 >> 20) MiB" } ?? ""
        Console.note("\r\(name): \(bytes >> 20) MiB\(share)\u{1B}[K")
      }
      return .success(())
    } catch {
      return .failure(error)
    }
  }
}
