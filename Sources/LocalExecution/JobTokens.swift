internal import Platform
internal import Text

/// This process's part in the common budget of jobs: a pool that it made, or that of the make above it.
///
/// bmake and GNU make speak nearly the same protocol: a pipe with one byte for each further job. So there is one pipe
/// for all (see Documentation/jobs.md).
package final class JobTokens {
    /// What may stand in the pipe instead of tokens: a make has failed, or was interrupted (make-language.md S1-40).
    package enum Alarm: UInt8 {
        case error = 0x45
        case interrupt = 0x49
    }

    package enum Offer: Equatable {
        case taken
        case none
        case alarm(Alarm)
    }

    /// More tokens than a pipe holds, or than anybody has processors.
    private static let most = 4096

    private var account: TokenAccount
    private let pipe: TokenPipe
    /// A pool of GNU make's: every byte is a token, and there are no alarms.
    private let isForeign: Bool
    /// The pipe once more for GNU's tools, some of which wait in read(2).
    private lazy var blockingEnds: (read: Int32, write: Int32)? = openBlocking()

    private init(account: TokenAccount, pipe: TokenPipe, isForeign: Bool) {
        self.account = account
        self.pipe = pipe
        self.isForeign = isForeign
    }

    // MARK: Pools

    /// A pool for so many jobs at once, of which this process is the first; nil if the system has no pipe left.
    package static func make(jobs: Int, directory: [UInt8]) -> JobTokens? {
        guard let pipe = TokenPipe.make(in: directory) else { return nil }
        return JobTokens(account: TokenAccount(total: min(jobs, most) - 1), pipe: pipe, isForeign: false)
    }

    /// The pool of the make above, from the argument of `-J`; nil if its descriptors are not open here.
    package static func inherit(_ ends: [UInt8]) -> JobTokens? {
        guard let (read, write) = numbers(ends), let pipe = TokenPipe.inherit(read: read, write: write) else {
            return nil
        }
        return JobTokens(account: TokenAccount(total: nil), pipe: pipe, isForeign: false)
    }

    /// GNU make's, from the value of `--jobserver-auth`: `R,W` or `fifo:PATH`; nil if it cannot be had.
    ///
    /// - Parameter isForeign: false if the pool is one of ours, known by its name.
    package static func join(jobserver: [UInt8], isForeign: Bool) -> JobTokens? {
        let mark = Bytes("fifo:")
        let pipe: TokenPipe?
        if jobserver.starts(with: mark) {
            pipe = TokenPipe.open([UInt8](jobserver.dropFirst(mark.count)))
        } else if let (read, write) = numbers(jobserver) {
            pipe = TokenPipe.inherit(read: read, write: write)
        } else {
            pipe = nil
        }
        return pipe.map { JobTokens(account: TokenAccount(total: nil), pipe: $0, isForeign: isForeign) }
    }

    /// True if an argument of `-J` names two descriptors, open or not.
    package static func isWellFormed(_ ends: [UInt8]) -> Bool { numbers(ends) != nil }

    private static func numbers(_ text: [UInt8]) -> (Int32, Int32)? {
        let numbers = text.split(separator: Ascii.comma).compactMap { Int32([UInt8]($0).text) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    // MARK: Tokens

    package func take() -> Offer {
        switch account.take() {
        case .taken: return .taken
        case .none: return .none
        case .askPipe: break
        }
        guard let byte = pipe.take() else { return .none }
        if !isForeign, byte != TokenAccount.plain {
            // The others have to see it too.
            let alarm = Alarm(rawValue: byte) ?? .error
            raise(alarm)
            return .alarm(alarm)
        }
        account.didRead(byte)
        return .taken
    }

    /// An alarm that is in the pipe, for a process that could go on without a token from there.
    package func look() -> Alarm? {
        guard !isForeign, !account.isPrivate, let byte = pipe.take() else { return nil }
        guard byte != TokenAccount.plain else {
            pipe.put([byte])
            return nil
        }
        let alarm = Alarm(rawValue: byte) ?? .error
        raise(alarm)
        return alarm
    }

    /// This process made the pool.
    package var isOwner: Bool { account.isOwner }

    /// A job ended, or did not begin.
    package func give() { if let token = account.give() { pipe.put([token]) } }

    /// All that this process holds, at its end.
    package func giveAll() { while account.heldCount > 0 { give() } }

    /// Tells all who share the pool to stop.
    package func raise(_ alarm: Alarm) {
        guard !isForeign, !account.isPrivate else { return }
        pipe.drain()
        pipe.put([alarm.rawValue])
    }

    /// Where a token can be awaited; nil if only the end of one of our own jobs brings one.
    package var awaited: Int32? { account.isPrivate ? nil : pipe.read }

    // MARK: Jobs that take part

    /// A job begins that gets the descriptors.
    package func share() {
        // What a process that outlived its job gave back late is counted already.
        if account.isPrivate { pipe.drain() }
        pipe.put(account.share())
    }

    /// Such a job ended.
    package func unshare() { if account.unshare() { pipe.drain() } }

    /// The argument of `-J`.
    package var ends: [UInt8] { Bytes("\(pipe.read),\(pipe.write)") }
    package var descriptors: [Int32] { [pipe.read, pipe.write] }
    /// The value of `--jobserver-auth` for those who open the pipe by its name; nil if it has none.
    package var fifo: [UInt8]? { pipe.path.map { Bytes("fifo:") + $0 } }
    /// The same for those who inherit descriptors.
    package var gnuDescriptors: [Int32] {
        guard let ends = blockingEnds else { return descriptors }
        return [ends.read, ends.write]
    }

    private func openBlocking() -> (read: Int32, write: Int32)? {
        guard let path = pipe.path, let again = TokenPipe.open(path) else { return nil }
        _ = fcntl(again.read, F_SETFL, fcntl(again.read, F_GETFL) & ~O_NONBLOCK)
        return (again.read, again.write)
    }

    /// Nobody can join any more.
    package func removeName() { pipe.removeName() }
}
