package import Platform
package import Text

/// What a look at a host found.
package struct HostFinding: Sendable {
    package var host: Host
    /// Why it cannot be used; nil if it can.
    package var problem: String?
    /// `uname -sm`.
    package var system: Bytes = []
    /// The first line of `cc --version`; empty without a compiler.
    package var compiler: Bytes = []
    /// Free space where stages are made, in KiB.
    package var freeSpace: Int?
    /// Median of some round trips on an open session, in nanoseconds.
    package var roundTrip: Int64?
    /// How far the host's clock is ahead of ours, in seconds.
    package var clockDifference: Int64?
}

/// Looks at all hosts in parallel.
package final class HostCheck {
    private let loop: EventLoop
    private var visits: [Visit] = []

    package init(hosts: [Host], loop: EventLoop, options: RemoteOptions) {
        self.loop = loop
        visits = hosts.map { Visit(host: $0, loop: loop, options: options) }
    }

    /// Runs the loop until every host answered or failed, or until the limit in nanoseconds.
    package func run(limit: Int64 = 20_000_000_000) -> [HostFinding] {
        let deadline = monotonicClock() + limit
        for visit in visits { visit.begin() }
        while visits.contains(where: { !$0.isOver }), monotonicClock() < deadline {
            loop.runOnce(limit: 100_000_000)
        }
        for visit in visits { visit.end("it does not answer") }
        return visits.map(\.finding)
    }
}

/// One host's session, from its start to the last round trip.
private final class Visit {
    private static let rounds = 7

    private(set) var finding: HostFinding
    private(set) var isOver = false
    private let loop: EventLoop
    private let options: RemoteOptions
    private var session: Session?
    private var sentAt: Int64 = 0
    private var times: [Int64] = []

    init(host: Host, loop: EventLoop, options: RemoteOptions) {
        finding = HostFinding(host: host)
        self.loop = loop
        self.options = options
    }

    func begin() {
        guard let cookie = Cookie.random() else { return end("no randomness") }
        let command = TransportCommand(host: finding.host, share: .user, options: options)
        do {
            let session = try Session(loop: loop, arguments: command.arguments, environment: command.environment)
            var reader = FrameReader(cookie: cookie)
            session.onBytes = { [weak self] bytes in
                for item in reader.receive(bytes) { self?.take(item) }
            }
            session.onEnd = { [weak self] complaint in
                self?.end(complaint.isEmpty ? "the connection to it ended" : complaint)
            }
            self.session = session
            session.send(checkScript(cookie: cookie, store: finding.host.store))
        } catch {
            end("cannot start its transport: \(error.text)")
        }
    }

    /// Ends the visit; the first reason counts.
    func end(_ problem: String?) {
        guard !isOver else { return }
        isOver = true
        finding.problem = problem
        session?.abandon()
        session?.signal(SIGTERM)
    }

    private func take(_ item: FrameReader.Item) {
        guard !isOver else { return }
        guard case .frame(let frame) = item else { return end("unexpected output in the stream") }
        switch frame.kind {
        case UInt8(ascii: "I"): note(frame)
        case UInt8(ascii: "F"): end("no stage can be made there")
        case UInt8(ascii: "G"): ping()
        case UInt8(ascii: "B"):
            times.append(monotonicClock() - sentAt)
            if times.count < Self.rounds { return ping() }
            finding.roundTrip = times.sorted()[times.count / 2]
            end(nil)
        default: end("unexpected output in the stream")
        }
    }

    private func ping() {
        sentAt = monotonicClock()
        session?.send(Bytes("\n"))
    }

    private func note(_ frame: Frame) {
        guard let key = frame.fields.first else { return }
        let text = Bytes(frame.fields.dropFirst().joined(separator: [Ascii.space]))
        if key == Bytes("system") { finding.system = text }
        if key == Bytes("compiler") { finding.compiler = text }
        if key == Bytes("free") { finding.freeSpace = frame.number(1) }
        if key == Bytes("time"), let time = frame.number(1), time < 1 << 40 {
            // Half a second is added for the fraction that date(1) leaves out.
            finding.clockDifference = (Int64(time) * 1_000_000_000 + 500_000_000 - wallClock()) / 1_000_000_000
        }
    }
}

private func checkScript(cookie: Cookie, store: Bytes?) -> Bytes {
    Bytes("c=") + cookie.shellWord + Bytes("\nstore=") + shellQuoted(store ?? []) + [Ascii.newline] + Bytes(checkText)
}

private let checkText: StaticString = #"""
    umask 077
    frame() { printf '\n%s %s\n' "$c" "$1"; }
    check() {
        d=${store:-${TMPDIR:-/tmp}}
        if [ -z "$store" ] && ! [ -d "$d" ]; then d=/tmp; fi
        case $d in /*) ;; *) d=/tmp ;; esac
        if [ -n "$store" ]; then mkdir -p "$store"; fi
        t=$d/make-check.$$
        mkdir "$t" && echo full? >"$t/x" || { frame F; exit 1; }
        rm -rf "$t"
        frame "I system $(uname -sm)"
        frame "I compiler $(cc --version 2>/dev/null | sed 1q)"
        set -- $(df -Pk "$d" 2>/dev/null | tail -n 1)
        frame "I free ${4:-}"
        frame "I time $(date +%s)"
        frame G
        while read -r x; do frame B; done
        exit 0
    }
    check

    """#
