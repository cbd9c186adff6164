package import Platform

/// Decides when a file that people edit is worth reading again. Pure; somebody else looks at the file.
///
/// A change counts when two looks in a row see the same, so that a file which is being written is not taken for a short
/// one. A file that is gone is no change: editors remove and rename.
package struct FileWatch: Sendable {
    private var known: FileStatus?
    private var seen: FileStatus?

    /// - Parameter known: what the file was when it was read; nil if there was none.
    package init(known: FileStatus?) {
        self.known = known
        seen = known
    }

    /// Takes what a look at the file saw; true if it should be read now.
    package mutating func look(_ status: FileStatus?) -> Bool {
        guard let status, status != known else { return false }
        guard status == seen else {
            seen = status
            return false
        }
        known = status
        return true
    }
}
