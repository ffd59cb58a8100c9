// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Variables of compose files")
struct ComposeInterpolationTests {
  private static let variables = ["A": "1", "EMPTY": "", "_x9": "u", "B": "$A"]

  @Test(
    "variables are replaced as Docker does",
    arguments: [
      ("plain", "plain"), ("$A", "1"), ("${A}", "1"), ("x${A}y$A.z", "x1y1.z"), ("$_x9-", "u-"),
      ("$$A", "$A"), ("($$|/)", "($|/)"), ("$$$A", "$1"), ("$B", "$A"),
      ("${A:-d}", "1"), ("${EMPTY:-d}", "d"), ("${EMPTY-d}", ""), ("${M:-d}", "d"),
      ("${M-d}", "d"), ("${M:-}", ""), ("${M-a:b-c}", "a:b-c"), ("${M:-${A}}", "1"),
      ("${M:-${N:-deep}}!", "deep!"), ("${M:-${EMPTY:-$A}}", "1"), ("${A:+o}", "o"),
      ("${EMPTY:+o}", ""), ("${EMPTY+o}", "o"), ("${M+o}", ""), ("${A?must}", "1"),
      ("${A:?must}", "1"), ("${M:-http://h:80/x}", "http://h:80/x"), ("é$A", "é1"),
    ])
  func replacing(_ text: String, _ expected: String) throws {
    var fields = Fields()
    fields["services"] = ["s": ["image": .string(text)]]
    let file = try ComposeFile(fields, variables: Self.variables)
    #expect(file.services.first?.image == expected)
    #expect(file.assumptions.isEmpty)
  }

  @Test(
    "any other dollar sign is a mistake", arguments: ["$", "a$ ", "$1", "${", "${A", "${}", "${1}"])
  func mistakes(_ text: String) {
    var fields = Fields()
    fields["services"] = ["s": ["labels": [.string(text)]]]
    let error = #expect(throws: ComposeError.self) { try ComposeFile(fields) }
    #expect(
      error?.description == "field 'services.s.labels[0]': found '\(text)', expected $NAME, "
        + "${NAME}, ${NAME:-default} or $$ for a dollar sign")
  }

  @Test("what is missing is empty, and that is said with names and uses")
  func missing() throws {
    let file = try ComposeDocuments.file(
      """
      x-free: $ not looked at
      services:
        s:
          image: "i$TAG${TAG}"
          labels: ["a=${OWNER?say who}", "b=${B:-${C}}"]
      """)
    #expect(file.services.first?.image == "i")
    #expect(file.services.first?.labels == ["a": "", "b": ""])
    #expect(
      file.assumptions == [
        .emptyVariables(["C", "TAG"], uses: 3), .emptyRequiredVariables(["OWNER"], uses: 1),
      ])
    #expect(
      file.assumptions.map(\.description) == [
        "3 uses of variables without a value and a default read as empty text: C, TAG",
        "1 use of variables that have to have a value read as empty text: OWNER",
      ])
  }

  @Test("what a variable stands for is read as what the field wants")
  func typed() throws {
    let file = try ComposeDocuments.file(
      """
      services:
        s:
          image: i
          read_only: $RO
          ports: ["${PORT:-8080}:80"]
          deploy: {replicas: "${N:-3}", resources: {reservations: {cpus: "$C", memory: $M}}}
      """, variables: ["C": "0.5", "M": "64M", "RO": "true"])
    let service = try #require(file.services.first)
    #expect(service.deploy.replicas == 3)
    #expect(service.deploy.reservations.nanoCPUs == 500_000_000)
    #expect(service.deploy.reservations.memory == 64 << 20)
    #expect(service.ports.first?.published == 8080...8080)
  }

  @Test("defaults inside defaults end somewhere")
  func depth() {
    let text = String(repeating: "${A:-", count: 5_000) + String(repeating: "}", count: 5_000)
    var fields = Fields()
    fields["services"] = ["s": ["image": .string(text)]]
    let error = #expect(throws: ComposeError.self) { try ComposeFile(fields) }
    #expect(error?.expected == "at most 32 variables inside each other")
  }
}
