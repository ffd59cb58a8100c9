// SPDX-License-Identifier: Apache-2.0

/// Why a recipe cannot be followed.
public enum RecipeError: Error, Sendable, Hashable {
  /// A parameter that the recipe does not have.
  case unknownParameter(recipe: String, name: String, expected: [String])
  /// A value that a parameter may not have.
  case outOfRange(recipe: String, parameter: RecipeParameter, found: Int64)
  /// A combination of values that makes no instance.
  case invalid(recipe: String, message: String)
  /// A recipe that draws from a pod list was given none.
  case sourceMissing(recipe: String)
  /// The pod list to draw from cannot be read.
  case source(InputError)
}

extension RecipeError: CustomStringConvertible {
  /// What was found, and what was expected.
  public var description: String {
    switch self {
    case .unknownParameter(let recipe, let name, let expected):
      "recipe '\(recipe)' has no parameter '\(name)', expected some of "
        + expected.joined(separator: ", ")
    case .outOfRange(let recipe, let parameter, let found):
      "recipe '\(recipe)': \(parameter.name) is \(found), expected \(parameter.allowed)"
    case .invalid(let recipe, let message):
      "recipe '\(recipe)': \(message)"
    case .sourceMissing(let recipe):
      "recipe '\(recipe)' draws pods from a list\nGive one, such as an openb pod list."
    case .source(let error):
      error.description
    }
  }
}
