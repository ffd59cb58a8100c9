// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing
import VectorPacking

@testable import Datasets

@Suite("Tables of pods")
struct PodTableTests {
  private let nodes = InputOptions(nodeTypes: ["cpu=4,memory=16Gi"])

  @Test("Kubernetes quantities, counts and names")
  func generic() throws {
    let text = #"""
      name,replicas,cpu,memory,nvidia.com/gpu,team
      web,2,500m,1Gi,0,"a, b"
      "job ""x""",1,0.25,512Mi,1,
      off,0,1,1Gi,0,
      """#
    let instance = try read(text, options: nodes)
    let problem = instance.problem
    #expect(instance.format == "csv")
    #expect(problem.resources.map(\.name) == ["cpu", "memory", "nvidia.com/gpu"])
    #expect(instance.units == [.milli, .bytes, .count])
    #expect(Array(problem.demand(of: 0)) == [500, 1 << 30, 0])
    #expect(Array(problem.demand(of: 1)) == [250, 512 << 20, 1])
    #expect(instance.itemNames == ["web-0", "web-1", "job \"x\""])
    #expect(problem.binTypes.map(\.capacity) == [[4_000, 16 << 30, 0]])
    #expect(problem.binTypes[0].available == nil)
    #expect(
      instance.assumptions == [
        "1 rows have a count of 0 and are left out.", "The column team is not used.",
        "No node names 'nvidia.com/gpu'; all are taken to have none.",
      ])
  }

  @Test("columns may carry their unit, and separators vary")
  func units() throws {
    let text = "pod;cpu_milli;memory_mib\r\na;1500;30517\r\n\r\nb;1;1\r\n"
    let problem = try read(text, options: nodes).problem
    #expect(Array(problem.demand(of: 0)) == [1_500, 30_517 << 20])
    let cores = try read("cpu_cores\tmemory_bytes\n0.5\t4096\n", options: nodes)
    #expect(Array(cores.problem.demand(of: 0)) == [500, 4_096])
    #expect(cores.itemNames.isEmpty)
  }

  @Test("a missing request is counted and said, never silent")
  func missingRequests() throws {
    let instance = try read("name,cpu,memory\na,1,\nb,,\nc,1,1Gi\n", options: nodes)
    #expect(
      instance.assumptions == [
        "Pod 'b' names no request for 'cpu'; it is taken to need none.",
        "2 pods, 'a' the first of them, name no request for 'memory'; they are taken to need none.",
      ])
  }

  @Test("limits a node, node types and groups become rules of the problem")
  func rules() throws {
    let text = """
      name,count,cpu,memory,max_per_node,node_types,anti_affinity_group
      a,3,1,1Gi,2,small|big,
      b,1,1,1Gi,,big,db
      c,2,1,1Gi,,,db
      """
    let options = InputOptions(nodeTypes: [
      "name=small,cpu=2,memory=4Gi", "name=big,cpu=8,memory=32Gi", "name=other,cpu=8,memory=8Gi",
    ])
    let problem = try read(text, options: options).problem
    #expect(problem.perBinLimit(of: 0) == 2)
    #expect((0..<3).map { problem.isCompatible(0, with: $0) } == [true, true, false])
    #expect((0..<3).map { problem.isCompatible(1, with: $0) } == [false, true, false])
    #expect(problem.conflicts(of: 1) == [2])
    #expect(problem.perBinLimit(of: 2) == 1)
  }

  @Test("nodes come from a list, equal ones as one type, with load, cost and limits on pods")
  func nodeList() throws {
    let list = """
      name,type,cpu,memory,pods,price,used_cpu,zone
      n1,m5,4,16Gi,10,0.192,,a
      n2,m5,4,16Gi,10,0.192,,b
      n3,m5,4,16Gi,10,0.192,500m,a
      n4,c5,8,16Gi,10,,,a
      """
    let instance = try read(
      "name,cpu,memory\np,1,1Gi\n",
      options: InputOptions(nodes: ("nodes.csv", Array(list.utf8))))
    let problem = instance.problem
    #expect(problem.binTypes.map(\.name) == ["m5", "m5-2", "c5"])
    #expect(problem.binTypes.map(\.available) == [2, 1, 1])
    #expect(problem.binTypes.map(\.cost) == [192, 192, 1_000])
    #expect(problem.binTypes[1].load == [500, 0, 0])
    #expect(instance.nodeNames == [["n1", "n2"], ["n3"], ["n4"]])
    #expect(problem.resources.map(\.name) == ["cpu", "memory", "pods"])
    #expect(Array(problem.demand(of: 0)) == [1_000, 1 << 30, 1])
    #expect(
      instance.assumptions == [
        "Every pod counts as one of the 'pods' that a node allows.",
        "In 'nodes.csv' the column zone is not used.",
        "1 of 4 node rows name no cost; each is taken to cost 1.",
        "Costs are multiplied by 1000 to be whole numbers.",
      ])
  }

  @Test("of nodes with no end, equal ones are one type, empty and without names")
  func unlimitedNodes() throws {
    let list = """
      name,type,cpu,memory,used_cpu
      n1,m5,4,16Gi,1
      n2,m5,4,16Gi,
      n3,c5,8,16Gi,
      """
    let instance = try read(
      "cpu,memory\n1,1Gi\n",
      options: InputOptions(nodes: ("n", Array(list.utf8)), unlimitedNodes: true))
    #expect(instance.problem.binTypes.map(\.name) == ["m5", "c5"])
    #expect(instance.problem.binTypes.allSatisfy { $0.available == nil && $0.load == [0, 0] })
    #expect(instance.nodeNames.isEmpty)
    #expect(
      instance.assumptions == [
        "What is already on 1 of the nodes is left out, because there is no end of them."
      ])
    let kinds = try read(
      "cpu,memory\n1,1Gi\n",
      options: InputOptions(
        nodes: ("n", Array("name,cpu,memory,count\nsmall,2,4Gi,5\n".utf8)), unlimitedNodes: true))
    #expect(kinds.problem.binTypes.map(\.name) == ["small"])
    #expect(kinds.problem.binTypes[0].available == nil)
  }

  @Test("a count stands for as many pods, up to two billion, without a name for each")
  func bigCounts() throws {
    let text = "name,count,cpu,memory\nweb,2000000000,1m,1\nx,1,1,1Gi\n"
    let instance = try read(text, options: nodes)
    #expect(instance.problem.itemCount == 2_000_000_001)
    #expect(instance.itemNames.count == 2_000_000_001)
    #expect(instance.itemNames[1_999_999_999] == "web-1999999999")
    #expect(instance.itemNames.last == "x")
    for (count, line) in [("-1", 2), ("1.5", 2), ("many", 2), ("3000000000", 2)] {
      let error = try #require(failure("name,count,cpu,memory\na,\(count),1,1\n", options: nodes))
      #expect(error.line == line && error.field == "count")
    }
    let error = try #require(
      failure("count,cpu,memory\n2000000000,1m,1\n2000000000,1m,1\n", options: nodes))
    #expect(error.line == 3)
  }

  @Test("kinds of nodes have counts, an empty one meaning no end")
  func nodeKinds() throws {
    let list = "name,cpu,memory,count,cost\nsmall,2,4Gi,5,1\nbig,8,32Gi,,3\n"
    let instance = try read(
      "cpu,memory\n1,1Gi\n", options: InputOptions(nodes: ("n", Array(list.utf8))))
    #expect(instance.problem.binTypes.map(\.name) == ["small", "big"])
    #expect(instance.problem.binTypes.map(\.available) == [5, nil])
    #expect(instance.problem.binTypes.map(\.cost) == [1, 3])
    #expect(instance.nodeNames.isEmpty)
  }

  @Test(
    "refusals name the line, the field, what was found and expected",
    arguments: [
      ("name,cpu,memory\na,1,1Gi\nb,1\n", 3, nil, "found 2 fields, expected 3"),
      ("name,cpu,memory\na,1,1Gi\nb,1x,1Gi\n", 3, "cpu", "found '1x', expected one of"),
      ("name,cpu,memory\n\"a\nb\",1,1Gi\nc,-1,1Gi\n", 4, "cpu", "found '-1', expected at least 0"),
      ("name,cpu,cpu\na,1,1\n", 1, "cpu", "have the same name"),
      ("name,cpu,cpu_milli\na,1,1\n", 1, "cpu_milli", "says the same as 'cpu'"),
      ("name,,cpu\na,1,1\n", 1, "column 2", "no name"),
      ("name,team\na,b\n", 1, nil, "expected a resource"),
      ("name,cpu,memory\n", 1, nil, "no pods below the header"),
      ("name,cpu,memory\n\"a,1,1Gi\n", 2, nil, "never closed"),
      ("name,cpu,memory\na\"b,1,1Gi\n", 2, nil, "a quote inside a field"),
      ("name,cpu,memory\n\"a\"b,1,1Gi\n", 2, nil, "behind a closing quote"),
      ("name,count,cpu,memory\na,-1,1,1Gi\n", 2, "count", "found '-1', expected 0 to"),
      ("name,count,cpu,memory\na,9999999999,1,1Gi\n", 2, "count", "expected 0 to"),
      ("cpu,memory,gpu\n1,1Gi,0.5\n", 2, "gpu", "expected a whole number of 'gpu'"),
      ("cpu,memory,node_types\n1,1Gi,huge\n", 2, "node_types", "found 'huge', expected some of"),
      ("cpu,memory\n1,1e30\n", 2, "memory", "too large"),
      ("sn,cpu_milli,memory_mib,gpu,model\nn,1,1,0,\n", 1, nil, "Pass it with --nodes"),
      ("{\"kind\": \"List\"}", 1, nil, "found a JSON document"),
    ] as [(String, Int, String?, String)])
  func refusals(text: String, line: Int, field: String?, message: String) throws {
    let error = try #require(failure(text, options: nodes))
    #expect(error.line == line, "\(error)")
    #expect(error.field == field, "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }

  @Test("pods without nodes are refused with what to pass")
  func noNodes() throws {
    let error = try #require(failure("cpu,memory\n1,1Gi\n"))
    #expect(error.message.contains("--node-type cpu=96,memory=384Gi"))
  }

  @Test(
    "node types that make no sense are refused",
    arguments: [
      ("", "expected key=value"), ("cpu", "expected key=value"), ("cpu=", "expected key=value"),
      ("cpu=4,cpu=5", "given twice"), ("cpu=4,cpu_milli=5", "given twice"),
      ("cpu=4,memory=x", "found 'x'"), ("cpu=4,count=0", "at least 1"),
      ("cpu=4,cost=-1", "at least 0"), ("cpu=4,cost=1e3", "at least 0"), ("name=a", "no resource"),
      ("cpu=4,colour=red", "not known"), ("cpu=4", "the node has no 'memory'"),
      ("cpu=4,memory=1Gi,cost=99999999999999", "a smaller cost"),
    ])
  func nodeTypeRefusals(text: String, message: String) throws {
    let error = try #require(
      failure("cpu,memory\n1,1Gi\n", options: InputOptions(nodeTypes: [text])))
    #expect(error.file.hasPrefix("--node-type"))
    #expect(error.message.contains(message), "\(error)")
  }

  @Test("a column may be made a resource by --resources")
  func selectedResource() throws {
    let options = InputOptions(
      nodeTypes: ["cpu=4,bandwidth=100"], resources: ["bandwidth", "cpu"])
    let problem = try read("cpu,memory,bandwidth\n1,1Gi,7\n", options: options).problem
    #expect(problem.resources.map(\.name) == ["bandwidth", "cpu"])
    #expect(problem.binTypes[0].capacity == [100, 4_000])
    #expect(Array(problem.demand(of: 0)) == [7, 1_000])
  }
}

@Suite("openb pod lists")
struct OpenbTests {
  private let header = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos\n"
  private let nodes = InputOptions(nodeTypes: [
    "cpu=96,memory=384Gi,gpu=8,model=V100M16", "cpu=64,memory=256Gi,gpu=2,model=T4",
    "cpu=96,memory=384Gi",
  ])

  @Test("GPUs are devices that can be shared, models restrict")
  func devices() throws {
    let text =
      header
      + "a,12000,16384,1,460,V100M16|V100M32,LS\nb,1000,1024,8,1000,,BE\nc,1000,1024,0,0,T4,BE\n"
    let instance = try read(text, options: nodes)
    let problem = instance.problem
    #expect(instance.format == "openb")
    #expect(
      problem.resources == [
        Resource("cpu"), Resource("memory"), Resource("gpu", deviceUnit: 1_000),
      ])
    #expect(Array(problem.demand(of: 0)) == [12_000, 16 << 30, 460])
    #expect(Array(problem.demand(of: 1)) == [1_000, 1 << 30, 8_000])
    #expect(problem.binTypes.map { $0.capacity[2] } == [8_000, 2_000, 0])
    #expect((0..<3).map { problem.isCompatible(0, with: $0) } == [true, false, false])
    #expect((0..<3).map { problem.isCompatible(2, with: $0) } == [true, true, true])
    #expect(instance.itemNames == ["a", "b", "c"])
  }

  @Test("without the gpu resource neither GPUs nor models count")
  func withoutGPU() throws {
    var options = nodes
    options.resources = ["cpu", "memory"]
    let instance = try read(header + "a,12000,16384,1,460,V100M16,LS\n", options: options)
    #expect(instance.problem.resources.map(\.name) == ["cpu", "memory"])
    #expect(instance.problem.isCompatible(0, with: 1))
    #expect(instance.assumptions.contains { $0.hasPrefix("GPU requests and GPU models are left") })
  }

  @Test(
    "impossible GPU requests are refused",
    arguments: ["0,5", "1,0", "2,500", "1,1001", ",5", "x,0", "-1,0"])
  func impossible(gpus: String) throws {
    let error = try #require(failure(header + "a,1,1,\(gpus),,LS\n", options: nodes))
    #expect(error.line == 2)
  }

  @Test(
    "the default trace is read as published",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func trace() throws {
    let bytes = try SharedData.bytes("openb-gpu-v2023/openb_pod_list_default.csv")
    let list = try SharedData.bytes("openb-gpu-v2023/openb_node_list_all_node.csv")
    let plain = try InputReader(
      options: InputOptions(nodeTypes: ["cpu=96,memory=384Gi"], resources: ["cpu", "memory"])
    ).read(bytes, name: "openb_pod_list_default.csv")
    #expect(plain.problem.itemCount == 8_152)
    #expect(plain.itemNames.count == 8_152)
    #expect(plain.problem.shapeCount == 103)
    let unfit = plain.problem.shapes.filter { !plain.problem.fits($0, inEmpty: 0) }
    #expect(unfit.map { plain.problem.count(of: $0) }.reduce(0, +) == 5)

    let real = try InputReader(options: InputOptions(nodes: ("nodes", list)))
      .read(bytes, name: "openb")
    #expect(real.problem.binTypes.count == 27)
    #expect(real.problem.binTypes.compactMap(\.available).reduce(0, +) == 1_523)
    #expect(real.nodeNames.map(\.count).reduce(0, +) == 1_523)
  }

  @Test(
    "all published lists are read",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"),
    arguments: [
      ("cpu050", 7_439), ("cpu100", 7_853), ("cpu250", 9_420), ("gpushare100", 8_152),
      ("gpushare40", 8_152), ("gpuspec10", 8_152), ("gpuspec33", 8_152), ("multigpu20", 8_324),
      ("multigpu40", 8_746),
    ])
  func lists(name: String, pods: Int) throws {
    let list = try SharedData.bytes("openb-gpu-v2023/openb_node_list_gpu_node.csv")
    let bytes = try SharedData.bytes("openb-gpu-v2023/openb_pod_list_\(name).csv")
    let instance = try InputReader(options: InputOptions(nodes: ("nodes", list)))
      .read(bytes, name: name)
    #expect(instance.problem.itemCount == pods)
  }
}
