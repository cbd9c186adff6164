package import Text

/// Letters of `-d` (make-language.md S1-08). Whoever has something to say under a letter asks for its bit first, so
/// that debug output costs nothing when it is off.
package struct DebugFlags: OptionSet, Sendable {
    package let rawValue: UInt64
    @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }

    @inlinable package static var archives: DebugFlags { DebugFlags(letter: 0x61) }
    @inlinable package static var currentDirectory: DebugFlags { DebugFlags(letter: 0x43) }
    @inlinable package static var conditions: DebugFlags { DebugFlags(letter: 0x63) }
    @inlinable package static var dist: DebugFlags { DebugFlags(letter: 0x44) }
    @inlinable package static var directories: DebugFlags { DebugFlags(letter: 0x64) }
    @inlinable package static var errors: DebugFlags { DebugFlags(letter: 0x65) }
    @inlinable package static var loops: DebugFlags { DebugFlags(letter: 0x66) }
    /// `g1`, `g2`, `g3`: on capital letters that `-d` does not know.
    @inlinable package static var graphBefore: DebugFlags { DebugFlags(letter: 0x47) }
    @inlinable package static var graphAfter: DebugFlags { DebugFlags(letter: 0x48) }
    @inlinable package static var graphOnError: DebugFlags { DebugFlags(letter: 0x49) }
    /// Of the openbsd dialect: jobs that an expensive one holds back, targets in any order if RANDOM_ORDER is defined, and
    /// that a failure ends all other jobs.
    @inlinable package static var heldBack: DebugFlags { DebugFlags(letter: 0x42) }
    @inlinable package static var randomOrder: DebugFlags { DebugFlags(letter: 0x52) }
    @inlinable package static var quickDeath: DebugFlags { DebugFlags(letter: 0x51) }
    @inlinable package static var hashTables: DebugFlags { DebugFlags(letter: 0x68) }
    @inlinable package static var jobs: DebugFlags { DebugFlags(letter: 0x6A) }
    @inlinable package static var lint: DebugFlags { DebugFlags(letter: 0x4C) }
    @inlinable package static var loud: DebugFlags { DebugFlags(letter: 0x6C) }
    @inlinable package static var meta: DebugFlags { DebugFlags(letter: 0x4D) }
    @inlinable package static var make: DebugFlags { DebugFlags(letter: 0x6D) }
    @inlinable package static var scripts: DebugFlags { DebugFlags(letter: 0x6E) }
    @inlinable package static var parsing: DebugFlags { DebugFlags(letter: 0x70) }
    @inlinable package static var suffixes: DebugFlags { DebugFlags(letter: 0x73) }
    @inlinable package static var targets: DebugFlags { DebugFlags(letter: 0x74) }
    @inlinable package static var rawPrint: DebugFlags { DebugFlags(letter: 0x56) }
    @inlinable package static var variables: DebugFlags { DebugFlags(letter: 0x76) }
    @inlinable package static var shell: DebugFlags { DebugFlags(letter: 0x78) }

    /// The flag of a letter.
    @inlinable package init(letter: UInt8) { rawValue = 1 << UInt64(letter & 63) }

    /// Letters that are known; others are an error.
    package static let letters = Bytes("AaCcDdeFfghjLlMmnpstVvx0")
}
