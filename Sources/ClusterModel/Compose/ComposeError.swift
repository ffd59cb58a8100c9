// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a compose file, and where.
public typealias ComposeError = FieldFault

/// A value of a compose file and where it stands.
typealias ComposeField = DocumentField
