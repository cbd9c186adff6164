/// Who has the job tokens, as far as this process can know; no I/O (make-language.md 1.8).
///
/// Every make owns one implicit token, that of the job which it is itself; each further job that it runs at the same
/// time needs one from the pool. As long as no job has the pool's descriptors open, the maker of the pool keeps the
/// free tokens in memory, where nobody can lose them and no system call is needed.
package struct TokenAccount: Sendable {
    package static let plain = UInt8(ascii: "+")

    /// How many tokens the pool has, for the process that made it; nil for the others.
    private let total: Int?
    /// The tokens of this process's jobs; a token of GNU make's must be given back as it came.
    private var held: [UInt8] = []
    /// Running jobs that have the pool's descriptors.
    private var sharers = 0

    package enum Offer: Equatable {
        /// Taken from memory.
        case taken
        /// All tokens are in use.
        case none
        /// Whoever reads a byte from the pipe has a token.
        case askPipe
    }

    /// - Parameter total: nil if another process made the pool.
    package init(total: Int?) { self.total = total }

    package var isOwner: Bool { total != nil }
    package var heldCount: Int { held.count }
    /// Nobody else can see the pipe, which is empty.
    package var isPrivate: Bool { total != nil && sharers == 0 }

    package mutating func take() -> Offer {
        guard let total, sharers == 0 else { return .askPipe }
        guard held.count < total else { return .none }
        held.append(Self.plain)
        return .taken
    }

    /// The pipe had a token.
    package mutating func didRead(_ token: UInt8) { held.append(token) }

    /// A job ended; what is to be written to the pipe.
    package mutating func give() -> UInt8? {
        guard let token = held.popLast(), !isPrivate else { return nil }
        return token
    }

    /// A job begins that gets the descriptors; what is to be written to the pipe before.
    package mutating func share() -> [UInt8] {
        sharers += 1
        guard let total, sharers == 1 else { return [] }
        return [UInt8](repeating: Self.plain, count: max(0, total - held.count))
    }

    /// A job ended that had them. True if the pipe is to be emptied: what nobody here holds is free again, also the
    /// tokens of a make that was killed, and whatever it wrote last.
    package mutating func unshare() -> Bool {
        sharers -= 1
        return isPrivate
    }
}
