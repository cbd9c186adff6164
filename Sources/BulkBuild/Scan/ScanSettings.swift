package import Text

/// What all packages of a scan have in common.
package struct ScanSettings: Sendable {
    /// The top of the tree, absolute, without links.
    package var top: Bytes
    /// What makefiles know as `MAKE`; runs where a make cannot be recognised, so it has to be there.
    package var make: Bytes
    /// Options and assignments for the make of each package.
    package var makeWords: [Bytes] = []
    /// `NAME=value` entries.
    package var environment: [Bytes]
    /// Without it everything is asked each time, and by processes of their own.
    package var remembers = true
    /// MAKE_VERSION of the make that is imitated; nil: our own.
    package var imitated: Bytes?

    package init(top: Bytes, make: Bytes, environment: [Bytes]) {
        (self.top, self.make, self.environment) = (top, make, environment)
    }
}
