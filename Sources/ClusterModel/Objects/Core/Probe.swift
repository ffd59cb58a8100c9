// SPDX-License-Identifier: Apache-2.0

/// How to see that a container is well.
public struct Probe: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// A command in the container.
  public var exec: ExecAction? {
    get { self[field: "exec"] }
    set { self[field: "exec"] = newValue }
  }

  /// A request to it.
  public var httpGet: HTTPGetAction? {
    get { self[field: "httpGet"] }
    set { self[field: "httpGet"] = newValue }
  }

  /// A connection to it.
  public var tcpSocket: TCPSocketAction? {
    get { self[field: "tcpSocket"] }
    set { self[field: "tcpSocket"] = newValue }
  }

  /// A health check by gRPC.
  public var grpc: GRPCAction? {
    get { self[field: "grpc"] }
    set { self[field: "grpc"] = newValue }
  }

  /// When to begin.
  public var initialDelaySeconds: Int? {
    get { self[field: "initialDelaySeconds"] }
    set { self[field: "initialDelaySeconds"] = newValue }
  }

  /// How often; 10 where absent.
  public var periodSeconds: Int? {
    get { self[field: "periodSeconds"] }
    set { self[field: "periodSeconds"] = newValue }
  }

  /// How long to wait; 1 where absent.
  public var timeoutSeconds: Int? {
    get { self[field: "timeoutSeconds"] }
    set { self[field: "timeoutSeconds"] = newValue }
  }

  /// How many successes in a row make it well; 1 where absent.
  public var successThreshold: Int? {
    get { self[field: "successThreshold"] }
    set { self[field: "successThreshold"] = newValue }
  }

  /// How many failures in a row make it unwell; 3 where absent.
  public var failureThreshold: Int? {
    get { self[field: "failureThreshold"] }
    set { self[field: "failureThreshold"] = newValue }
  }

  /// How long it may take to end when the probe fails.
  public var terminationGracePeriodSeconds: Int64? {
    get { self[field: "terminationGracePeriodSeconds"] }
    set { self[field: "terminationGracePeriodSeconds"] = newValue }
  }
}

/// What to do after a container starts and before it ends.
public struct Lifecycle: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What to do after it starts.
  public var postStart: LifecycleHandler? {
    get { self[field: "postStart"] }
    set { self[field: "postStart"] = newValue }
  }

  /// What to do before it ends.
  public var preStop: LifecycleHandler? {
    get { self[field: "preStop"] }
    set { self[field: "preStop"] = newValue }
  }

  /// The signal that ends it.
  public var stopSignal: String? {
    get { self[field: "stopSignal"] }
    set { self[field: "stopSignal"] = newValue }
  }
}

/// Something to do at a turn of a container's life: one of these.
public struct LifecycleHandler: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// A command in the container.
  public var exec: ExecAction? {
    get { self[field: "exec"] }
    set { self[field: "exec"] = newValue }
  }

  /// A request to it.
  public var httpGet: HTTPGetAction? {
    get { self[field: "httpGet"] }
    set { self[field: "httpGet"] = newValue }
  }

  /// A connection to it.
  public var tcpSocket: TCPSocketAction? {
    get { self[field: "tcpSocket"] }
    set { self[field: "tcpSocket"] = newValue }
  }

  /// Wait.
  public var sleep: SleepAction? {
    get { self[field: "sleep"] }
    set { self[field: "sleep"] = newValue }
  }
}

/// A command in a container.
public struct ExecAction: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The program and its arguments.
  public var command: [String] {
    get { self[list: "command"] }
    set { self[list: "command"] = newValue }
  }
}

/// A request to a container.
public struct HTTPGetAction: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The path.
  public var path: String? {
    get { self[field: "path"] }
    set { self[field: "path"] = newValue }
  }

  /// The port, by number or by name.
  public var port: IntOrString? {
    get { self[field: "port"] }
    set { self[field: "port"] = newValue }
  }

  /// The host; the pod's address where absent.
  public var host: String? {
    get { self[field: "host"] }
    set { self[field: "host"] = newValue }
  }

  /// `HTTP` or `HTTPS`.
  public var scheme: String? {
    get { self[field: "scheme"] }
    set { self[field: "scheme"] = newValue }
  }
}

/// A connection to a container.
public struct TCPSocketAction: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The port, by number or by name.
  public var port: IntOrString? {
    get { self[field: "port"] }
    set { self[field: "port"] = newValue }
  }

  /// The host; the pod's address where absent.
  public var host: String? {
    get { self[field: "host"] }
    set { self[field: "host"] = newValue }
  }
}

/// A health check by gRPC.
public struct GRPCAction: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The port.
  public var port: Int? {
    get { self[field: "port"] }
    set { self[field: "port"] = newValue }
  }

  /// The name of the service.
  public var service: String? {
    get { self[field: "service"] }
    set { self[field: "service"] = newValue }
  }
}

/// A pause.
public struct SleepAction: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How long.
  public var seconds: Int64? {
    get { self[field: "seconds"] }
    set { self[field: "seconds"] = newValue }
  }
}
