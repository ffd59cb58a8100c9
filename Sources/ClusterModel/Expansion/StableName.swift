// SPDX-License-Identifier: Apache-2.0

/// Names and identities that look like those of a real cluster and are the same on every run.
enum StableName {
  /// A suffix as a ReplicaSet has one: a hash in letters that spell no words
  /// (`apimachinery/pkg/util/rand/rand.go`).
  static func suffix(of text: String, length: Int = 10) -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789")
    var hash = hash(text.utf8)
    var suffix = ""
    for _ in 0..<length {
      suffix.append(letters[Int(hash % UInt64(letters.count))])
      hash /= UInt64(letters.count)
    }
    return suffix
  }

  /// An identity in the form of a UUID.
  static func uid(of text: String) -> String {
    let digits = [hash(text.utf8), hash((text + "#").utf8)].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    var rest = digits[...]
    return [8, 4, 4, 4, 12].map { length in
      defer { rest = rest.dropFirst(length) }
      return String(rest.prefix(length))
    }.joined(separator: "-")
  }

  /// A hash of 64 bits, mixed so that short texts differ in all bits.
  ///
  /// It is FNV-1a by Glenn Fowler, Landon Curt Noll and Kiem-Phong Vo.
  private static func hash(_ bytes: String.UTF8View) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ (hash >> 33)
  }
}
