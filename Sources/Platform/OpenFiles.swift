internal import CPlatform

/// The limit of open files of this process, getrlimit(2) RLIMIT_NOFILE.
///
/// It is raised only where it has to be, and what this process starts gets the limit that this process had: programs
/// that use select(2) rely on small numbers, and others close every descriptor up to the limit one by one.
package enum OpenFiles {
    /// Raises the limit so that so many can be open, as far as the system allows; it is never lowered.
    ///
    /// - Parameter isInherited: what this process starts gets the new limit too.
    /// - Returns: how many may be open now.
    @discardableResult
    package static func allow(_ count: Int, isInherited: Bool = false) -> Int {
        cp_allow_open_files(count, isInherited ? 1 : 0)
    }
}
