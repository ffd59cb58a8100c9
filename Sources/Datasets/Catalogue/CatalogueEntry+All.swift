// SPDX-License-Identifier: Apache-2.0

extension CatalogueEntry {
  /// All entries.
  public static let all: [CatalogueEntry] = [
    openb, vectorpack, bpplib, orLibrary, capraraToth, azurePacking, googleCluster,
  ]

  private static let openb = CatalogueEntry(
    name: "openb",
    summary: "Pods and nodes of a production GPU cluster of Alibaba, 2023, with GPU shares and "
      + "models; ten pod lists and two node lists.",
    licence: "Apache-2.0 as published with the Kubernetes scheduler simulator of the same authors; "
      + "see the page for its terms",
    source: "https://github.com/alibaba/clusterdata/tree/master/cluster-trace-gpu-v2023",
    format: "openb",
    files: [
      openb(
        "openb_node_list_all_node", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "5a85c2af79c66a1efff8bbcbda430400aae56d8431370d738480967e1a9c6b15", bytes: 52_287),
      openb(
        "openb_node_list_gpu_node", commit: "50a91c7c74abe3b658188dc78ac1dd302970d40c",
        sha256: "2beca64b4d3dfa342036a34b56a495c6cef9225db836c81f541282cb1df320b5", bytes: 42_353),
      openb(
        "openb_pod_list_cpu050", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "747f43247bffc2b0bb081d7f61f0705ca8d390dafc0b647e642c92f3baf3ba1e", bytes: 525_811),
      openb(
        "openb_pod_list_cpu100", commit: "50a91c7c74abe3b658188dc78ac1dd302970d40c",
        sha256: "bec1c33fbdde61fd463877534ec79b393aec73e1cbb22d55fab9f166ac480982", bytes: 554_709),
      openb(
        "openb_pod_list_cpu250", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "134c21ff96d57533df8a37b67632972884fec9396e77cd0898ddc370cc8e607d", bytes: 663_708),
      openb(
        "openb_pod_list_default", commit: "50a91c7c74abe3b658188dc78ac1dd302970d40c",
        sha256: "1ee7ed79c27a3b0861cda8ddba86a004c6aba904caafa329a76ae93ca63834a8", bytes: 575_468),
      openb(
        "openb_pod_list_gpushare100", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "12dbc07d6a49bf8641e2275a2ff5bf7be74b5df7d148d531e135b140b95f9a3d", bytes: 561_220),
      openb(
        "openb_pod_list_gpushare40", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "d83ce79a4eb6987524bedbb0c65e41aed3a36bf6c1b78b86234c3687a07e1d40", bytes: 572_662),
      openb(
        "openb_pod_list_gpuspec10", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "2dc7e4cb9480484f08539720b433a9ec9ab5d76b396f3f7557c53a2ff78a7611", bytes: 579_461),
      openb(
        "openb_pod_list_gpuspec33", commit: "b937928cf81f0edb6fe33634d01f2069a8d6ab17",
        sha256: "eca4f746db1e5b25864ad021b55ece3943e101a3ebd4574d09dcb95c46117652", bytes: 587_467),
      openb(
        "openb_pod_list_multigpu20", commit: "b937928cf81f0edb6fe33634d01f2069a8d6ab17",
        sha256: "d9ec6f6c74fb980cc0b81239470c6353fceea077ea9abd610003b604c7cc2b01", bytes: 271_530),
      openb(
        "openb_pod_list_multigpu40", commit: "0c9677bb156ded9c63ca40d9aa54cd31d3e75061",
        sha256: "32c9e8731ca07ef96108aa65f2a289bb9aacb47f642ed9e3789f99b242df60eb", bytes: 286_202),
    ])

  private static func openb(
    _ name: String, commit: String, sha256: String, bytes: Int64
  ) -> File {
    File(
      name: "\(name).csv",
      url: "https://raw.githubusercontent.com/alibaba/clusterdata/\(commit)/"
        + "cluster-trace-gpu-v2023/csv/\(name).csv",
      sha256: sha256, bytes: bytes)
  }

  private static let vectorpack = CatalogueEntry(
    name: "vectorpack",
    summary:
      "2,940 vector packing instances in 3, 5 and 10 dimensions: Panigrahy, New and Triplet.",
    licence: "MIT",
    source: "https://github.com/Vectorpack/experiments_vector_paper",
    format: "vbp, in archives (tar.gz)",
    files: ["New", "Panigrahy", "Triplet"].map { set in
      File(
        name: "\(set)_instances.tar.gz",
        url: "https://raw.githubusercontent.com/Vectorpack/experiments_vector_paper/"
          + "7174cfdbe579d43483ba58b0bf7abb21fd9ce88a/data/\(set)_instances.tar.gz",
        sha256: nil, bytes: nil)
    })

  private static let bpplib = CatalogueEntry(
    name: "bpplib",
    summary: "The classic one-dimensional sets in one form: Falkenauer, Scholl, Schwerin, Hard28.",
    licence: "none stated; ask the authors before passing files on",
    source: "https://github.com/mdelorme2/BPPLIB",
    format: "bpp with demands, in archives (rar)",
    files: ["1_Falkenauer", "2_Scholl", "4_Schwerin", "5_Hard28"].map { set in
      File(
        name: "\(set)_CSP.rar",
        url: "https://raw.githubusercontent.com/mdelorme2/BPPLIB/"
          + "eef1a5cb60c6a8fa1b1cc18fd2359856ee4d9067/Instances/Benchmarks/\(set)_CSP.rar",
        sha256: nil, bytes: nil)
    })

  private static let orLibrary = CatalogueEntry(
    name: "or-library",
    summary: "Falkenauer's uniform and triplet instances as Beasley publishes them, 20 a file.",
    licence: "see the page for its terms",
    source: "http://people.brunel.ac.uk/~mastjjb/jeb/orlib/binpackinfo.html",
    format: "OR-Library",
    files: (1...8).map { number in
      File(
        name: "binpack\(number).txt",
        url: "http://people.brunel.ac.uk/~mastjjb/jeb/orlib/files/binpack\(number).txt",
        sha256: nil, bytes: nil)
    })

  private static let capraraToth = CatalogueEntry(
    name: "caprara-toth",
    summary: "The 400 original two-dimensional instances, as VPSolver's authors pass them on.",
    licence: "none stated; the recipe 'caprara-toth' draws instances of the same classes",
    source: "https://github.com/fdabrandao/vpsolver",
    format: "vbp",
    files: [])

  private static let azurePacking = CatalogueEntry(
    name: "azure-packing-2020",
    summary: "VM requests of one Azure zone over 14 days, sizes as shares of machine types.",
    licence: "CC-BY",
    source: "https://github.com/Azure/AzurePublicDataset/blob/master/AzureTracesForPacking2020.md",
    format: "SQLite in an archive (zip); not read here",
    files: [
      File(
        name: "AzurePackingTraceV1.zip",
        url: "https://github.com/Azure/AzurePublicDataset/releases/download/dataset-packing-2020/"
          + "azurevmallocation_dataset2020_AzurePackingTraceV1.zip",
        sha256: nil, bytes: nil)
    ])

  private static let googleCluster = CatalogueEntry(
    name: "google-cluster-2019",
    summary: "Jobs and machines of eight Borg cells in May 2019, requests as shares of machines.",
    licence: "CC-BY",
    source: "https://github.com/google/cluster-data/blob/master/ClusterData2019.md",
    format: "BigQuery tables; not read here",
    files: [])
}
