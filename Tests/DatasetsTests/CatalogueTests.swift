// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Datasets

@Suite("The catalogue of public data sets")
struct CatalogueTests {
  private let folder = SharedData.package.appendingPathComponent("datasets")
  private let rewrites =
    ProcessInfo.processInfo.environment["STEVEDORE_WRITE_DATASETS"] != nil

  @Test("is the same in the library, as JSON and in the README")
  func agreement() throws {
    let json = folder.appendingPathComponent("catalogue.json")
    let readme = folder.appendingPathComponent("README.md")
    if rewrites {
      try Data(CatalogueEntry.catalogueFile.utf8).write(to: json)
      let text = try String(contentsOf: readme, encoding: .utf8)
      let head = text.range(of: "| name |").map { String(text[..<$0.lowerBound]) } ?? text
      try Data((head + CatalogueEntry.readmeTable).utf8).write(to: readme)
    }
    #expect(try String(contentsOf: json, encoding: .utf8) == CatalogueEntry.catalogueFile)
    #expect(
      try String(contentsOf: readme, encoding: .utf8).hasSuffix("\n\n" + CatalogueEntry.readmeTable)
    )
    let parsed = try JSONSerialization.jsonObject(with: Data(CatalogueEntry.catalogueFile.utf8))
    let entries = try #require((parsed as? [String: Any])?["datasets"] as? [[String: Any]])
    #expect(entries.count == CatalogueEntry.all.count)
    #expect(entries.compactMap { $0["name"] as? String } == CatalogueEntry.all.map(\.name))
  }

  @Test("names are unique, addresses well-formed, checksums whole or absent")
  func entries() throws {
    #expect(Set(CatalogueEntry.all.map(\.name)).count == CatalogueEntry.all.count)
    for entry in CatalogueEntry.all {
      #expect(URL(string: entry.source)?.host != nil)
      for file in entry.files {
        #expect(URL(string: file.url)?.scheme?.hasPrefix("http") == true)
        #expect(file.sha256 == nil || file.sha256?.utf8.count == 64)
        #expect(!file.name.contains("/"))
      }
    }
    let unknown = try #require(CatalogueEntry.named("bpplib"))
    #expect(throws: FetchError.checksumUnknown(dataset: "bpplib/1_Falkenauer_CSP.rar")) {
      try unknown.checksum(of: unknown.files[0], given: nil)
    }
    #expect(try unknown.checksum(of: unknown.files[0], given: "abc") == "abc")
  }

  @Test(
    "has the checksums of the files at hand",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func checksums() throws {
    let entry = try #require(CatalogueEntry.named("openb"))
    for file in entry.files {
      let bytes = try SharedData.bytes("openb-gpu-v2023/\(file.name)")
      #expect(Checksum.sha256(of: bytes) == file.sha256)
      #expect(Int64(bytes.count) == file.bytes)
    }
  }
}
