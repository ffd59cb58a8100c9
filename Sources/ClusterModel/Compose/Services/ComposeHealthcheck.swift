// SPDX-License-Identifier: Apache-2.0

/// How it is found out whether a task is healthy.
public struct ComposeHealthcheck: Sendable, Hashable {
  /// What is run; one text is run by a shell.
  public var test: [String]
  /// How often.
  public var interval: Duration?
  /// How long one run may take.
  public var timeout: Duration?
  /// How many failures in a row make a task unhealthy.
  public var retries: Int?
  /// For how long after the start failures do not count.
  public var startPeriod: Duration?
  /// How often during that time.
  public var startInterval: Duration?
  /// Whether there is none, not even the image's.
  public var isDisabled: Bool
  /// All fields.
  public var fields: Fields

  /// Reads a health check.
  init(_ field: ComposeField) throws(ComposeError) {
    fields = try field.object()
    test = try field.child("test")?.texts() ?? []
    interval = try field.child("interval")?.duration()
    timeout = try field.child("timeout")?.duration()
    retries = try field.child("retries")?.count()
    startPeriod = try field.child("start_period")?.duration()
    startInterval = try field.child("start_interval")?.duration()
    isDisabled = try field.child("disable")?.truth() ?? false
    if test == ["NONE"] { isDisabled = true }
  }
}
