package import Platform

/// Lets only so many ssh connections be in their handshake at the same time; the others stand in line.
///
/// sshd drops connections at random when more than MaxStartups (10) are in their handshake, and so does the sshd of a
/// gateway that all go through. Hosts that come up by processes on this machine have a line of their own: a thousand at
/// once would all be slow.
package final class Handshakes {
    /// A place in the line, then a handshake, until `end`.
    package final class Turn {
        fileprivate var begin: (() -> Void)?
        package fileprivate(set) var isRunning = false

        fileprivate init(_ begin: @escaping () -> Void) { self.begin = begin }
    }

    private let loop: EventLoop
    private let limit: Int
    private var running = 0
    private var line: [Turn] = []
    private var lineHead = 0
    /// Nanoseconds by which those that waited are apart from each other, at most.
    private static let jitter: Int64 = 20_000_000

    package init(loop: EventLoop, limit: Int) {
        self.loop = loop
        self.limit = limit
    }

    /// Calls `begin` when it is the caller's turn, which may be at once. Whoever has a turn has to end it, whether or
    /// not it came.
    package func request(_ begin: @escaping () -> Void) -> Turn {
        let turn = Turn(begin)
        if running < limit {
            running += 1
            turn.isRunning = true
            loop.after(nanoseconds: 0) { [weak turn] in turn?.run() }
        } else {
            line.append(turn)
        }
        return turn
    }

    /// The handshake is over, given up, or not wanted any more.
    package func end(_ turn: Turn) {
        turn.begin = nil
        guard turn.isRunning else { return }
        turn.isRunning = false
        running -= 1
        admit()
    }

    private func admit() {
        while running < limit, lineHead < line.count {
            let turn = line[lineHead]
            lineHead += 1
            // Who gave up while waiting is passed over.
            guard turn.begin != nil else { continue }
            running += 1
            turn.isRunning = true
            loop.after(nanoseconds: .random(in: 0..<Self.jitter)) { [weak turn] in turn?.run() }
        }
        if lineHead == line.count { (line, lineHead) = ([], 0) }
    }
}

extension Handshakes.Turn {
    fileprivate func run() {
        guard isRunning, let begin else { return }
        self.begin = nil
        begin()
    }
}
