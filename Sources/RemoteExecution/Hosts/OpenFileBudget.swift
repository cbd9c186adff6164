internal import Platform

/// The open files that hosts may need at most, within what the system allows this process.
///
/// A host that does not fit is not used: it would fail in the middle of its work, and so would others beside it.
struct OpenFileBudget {
    /// The pipes at our end of a session.
    private static let perSession = 3
    /// A host's lifeline and what brings its inputs, besides its slots.
    private static let furtherSessions = 2
    /// For all that is no host: makefiles, logs, jobs on this machine.
    private static let reserve = 256

    /// What this process may have open; nil until that was asked.
    private(set) var limit: Int?
    /// Asks for so many open files, and tells how many there may be.
    private let allow: (Int) -> Int
    /// Those of all hosts that were admitted, with the reserve.
    private(set) var used = Self.reserve

    init(allow: @escaping (Int) -> Int = { OpenFiles.allow($0) }) { self.allow = allow }

    static func need(slots: Int) -> Int { (slots + furtherSessions) * perSession }

    /// Takes what a host of so many slots needs; false if there is not so much.
    mutating func admit(slots: Int) -> Bool {
        let wanted = used + Self.need(slots: slots)
        // Twice as much as before, so that a thousand hosts do not ask a thousand times.
        if wanted > limit ?? 0 { limit = allow(max(wanted, 2 * (limit ?? 0))) }
        guard wanted <= limit ?? 0 else { return false }
        used = wanted
        return true
    }

    /// The host has left.
    mutating func release(slots: Int) { used -= Self.need(slots: slots) }
}
