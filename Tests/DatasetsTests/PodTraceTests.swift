// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Datasets

@Suite("Traces of pods")
struct PodTraceTests {
  @Test("A table with arrivals, in order of time")
  func table() throws {
    let trace = try PodTrace(
      Array(
        """
        pod,time,duration,cpu,memory,gpu,count
        b,20.5,10,1,1Gi,0,1
        a,10,,500m,,1,2
        c,20.5,0.25,0,512Mi,,0

        """.utf8), file: "t.csv")
    #expect(trace.pods.map(\.name) == ["a", "a", "b"])
    #expect(trace.pods.map(\.time) == [0, 0, 10_500_000])
    #expect(trace.pods.map(\.lifetime) == [nil, nil, 10_000_000])
    #expect(
      trace.pods[0].requests == ["cpu": try Quantity("500m"), "nvidia.com/gpu": try Quantity("1")])
    #expect(
      trace.pods[2].requests == ["cpu": try Quantity("1000m"), "memory": try Quantity("1Gi")])
  }

  @Test("The openb pod list")
  func openb() throws {
    let trace = try PodTrace(
      Array(
        """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
        p1,6000,12288,1,460,,LS,Running,100,160,101
        p0,2000,1024,0,0,,BE,Running,40,,41

        """.utf8), file: "openb.csv")
    #expect(trace.pods.map(\.name) == ["p0", "p1"])
    #expect(trace.pods.map(\.time) == [0, 60_000_000])
    #expect(trace.pods.map(\.lifetime) == [nil, 60_000_000])
    #expect(trace.pods[1].requests["alibabacloud.com/gpu-milli"] == (try Quantity("460")))
    #expect(trace.pods[1].requests["memory"] == (try Quantity("12Gi")))
  }

  @Test(
    "What makes no sense is an error with its line and column",
    arguments: [
      ("name,cpu\na,1\n", "t.csv:1: found the columns"),
      ("arrival,cpu\nnan,1\n", "t.csv:2: field 'arrival'"),
      ("arrival,cpu\n-1,1\n", "t.csv:2: field 'arrival'"),
      ("arrival,departure,cpu\n5,4,1\n", "t.csv:2: field 'departure'"),
      ("arrival,size\n5,4\n", "t.csv:1: field 'size'"),
      ("arrival,cpu,count\n5,4,50000000\n", "t.csv:2"), ("arrival,cpu\n", "t.csv:1"),
    ])
  func errors(text: String, message: String) {
    do throws(InputError) {
      _ = try PodTrace(Array(text.utf8), file: "t.csv")
      Issue.record("no error")
    } catch {
      #expect(error.description.hasPrefix(message), "\(error)")
    }
  }
}
