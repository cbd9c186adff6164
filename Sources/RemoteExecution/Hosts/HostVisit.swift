internal import Platform
internal import Text

/// One host's session for a look at it, from its start to the last round trip.
final class HostVisit {
    /// Where visits wait for each other.
    struct Lines {
        let handshakes: Handshakes
        /// Transports that are processes of this machine.
        let starts: Handshakes
        /// Compilations of those.
        let measures: Handshakes
    }

    private static let rounds = 7
    /// The best of so many counts.
    private static let compilations = 3

    private(set) var finding: HostFinding
    private(set) var isOver = false
    private let compiler: Bytes
    private let loop: EventLoop
    private let options: RemoteOptions
    private let lines: Lines
    private let limit: Int64
    private var session: Session?
    private var turns: [(line: Handshakes, turn: Handshakes.Turn)] = []
    /// On `monotonicClock`; nil while it stands in line.
    private var deadline: Int64?
    private var sentAt: Int64 = 0
    private var times: [Int64] = []
    private var compileTimes: [Int64] = []

    init(host: Host, compiler: Bytes, loop: EventLoop, options: RemoteOptions, lines: Lines, limit: Int64) {
        finding = HostFinding(host: host)
        self.compiler = compiler
        self.loop = loop
        self.options = options
        self.lines = lines
        self.limit = limit
    }

    var isCleaningUp: Bool { session?.isRunning ?? false }

    func begin() { wait(in: isLocal ? lines.starts : lines.handshakes) { $0.connect() } }

    private var isLocal: Bool { finding.host.transport != .ssh }

    private func wait(in line: Handshakes, _ go: @escaping (HostVisit) -> Void) {
        deadline = nil
        let turn = line.request { [weak self] in
            guard let self, !isOver else { return }
            deadline = monotonicClock() + limit
            go(self)
        }
        turns.append((line, turn))
    }

    func noteTime(_ now: Int64) {
        if let deadline, now >= deadline { end("it does not answer") }
    }

    private func connect() {
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
            session.send(checkScript(cookie: cookie, store: finding.host.store, compiler: compiler))
        } catch {
            end("cannot start its transport: \(error.text)")
        }
    }

    /// Ends the visit; the first reason counts.
    private func end(_ problem: String?) {
        guard !isOver else { return }
        isOver = true
        finding.problem = problem
        // It cleans up at the end of its input; what does not listen is ended by `letGo`.
        session?.onBytes = { _ in }
        session?.onEnd = { _ in }
        session?.closeInput()
        if problem != nil { session?.signal(SIGTERM) }
        for (line, turn) in turns { line.end(turn) }
        turns = []
    }

    func letGo() {
        session?.abandon()
        session?.signal(SIGTERM)
    }

    private func take(_ item: FrameReader.Item) {
        guard !isOver else { return }
        guard case .frame(let frame) = item else { return end("unexpected output in the stream") }
        switch frame.kind {
        case UInt8(ascii: "I"): note(frame)
        case UInt8(ascii: "C"): finding.compiler = CompilerIdentity.answer(Array(frame.fields.dropFirst()))
        case UInt8(ascii: "F"): end("no stage can be made there")
        case UInt8(ascii: "G"): ping()
        case UInt8(ascii: "B"):
            times.append(monotonicClock() - sentAt)
            if times.count < Self.rounds { return ping() }
            finding.roundTrip = times.sorted()[times.count / 2]
            guard case .found = finding.compiler else { return end(nil) }
            if isLocal { wait(in: lines.measures) { $0.compile() } } else { compile() }
        case UInt8(ascii: "M"):
            // It has a compiler that does not compile: its files are missing, say.
            guard frame.number(0) == 0 else { return end(nil) }
            compileTimes.append(monotonicClock() - sentAt)
            if compileTimes.count < Self.compilations { return compile() }
            finding.compilation = compileTimes.min().map { max($0 - (finding.roundTrip ?? 0), 1) }
            end(nil)
        default: end("unexpected output in the stream")
        }
    }

    private func ping() {
        sentAt = monotonicClock()
        session?.send(Bytes("b\n"))
    }

    private func compile() {
        deadline = monotonicClock() + limit
        sentAt = monotonicClock()
        session?.send(Bytes("m\n"))
    }

    private func note(_ frame: Frame) {
        guard let key = frame.fields.first else { return }
        let text = Bytes(frame.fields.dropFirst().joined(separator: [Ascii.space]))
        if key == Bytes("system") { finding.system = text }
        if key == Bytes("free") { finding.freeSpace = frame.number(1) }
        if key == Bytes("time"), let time = frame.number(1), time < 1 << 40 {
            // Half a second is added for the fraction that date(1) leaves out.
            finding.clockDifference = (Int64(time) * 1_000_000_000 + 500_000_000 - wallClock()) / 1_000_000_000
        }
    }
}

private func checkScript(cookie: Cookie, store: Bytes?, compiler: Bytes) -> Bytes {
    let program = canBeAskedFor(compiler) ? compiler : Bytes("cc")
    return Bytes("c=") + cookie.shellWord + Bytes("\nstore=") + shellQuoted(store ?? []) + Bytes("\ncc=")
        + shellQuoted(program) + [Ascii.newline] + Bytes(identifyText) + Bytes(checkText)
}

// What is compiled includes nothing, so that it is the same on all systems, and is large enough for the start of the compiler
// not to be all of it.
private let checkText: StaticString = #"""
    umask 077
    frame() { printf '\n%s %s\n' "$c" "$1"; }
    program() {
        i=0
        while [ $i -lt 20 ]; do
            echo "
    struct node$i { struct node$i *next; unsigned key[$((i + 3))]; };
    unsigned f$i(struct node$i *list, const unsigned char *text, unsigned length) {
        unsigned sum = $i, n, k;
        for (n = 0; n < length; n++) {
            switch (text[n] & 7) {
            case 0: sum += text[n] * 31u; break;
            case 1: sum ^= sum << 5; break;
            case 2: sum = (sum >> 3) | (sum << 29); break;
            default: for (k = 0; k < $((i + 3)); k++) sum += list ? list->key[k] % (n + 1) : k;
            }
            if (list) list = list->next;
        }
        return sum;
    }"
            i=$((i + 1))
        done
    }
    measure() { (cd "$t" && rm -f x.o && LC_ALL=C "$cc" -O2 -c -o x.o x.c && [ -s x.o ]) </dev/null >/dev/null 2>&1; }
    check() {
        trap '' PIPE
        d=${store:-${TMPDIR:-/tmp}}
        if [ -z "$store" ] && ! [ -d "$d" ]; then d=/tmp; fi
        case $d in /*) ;; *) d=/tmp ;; esac
        if [ -n "$store" ]; then mkdir -p "$store"; fi
        t=$d/make-check.$$
        mkdir "$t" && echo full? >"$t/x" || { frame F; exit 1; }
        trap 'rm -rf "$t"; exit 1' HUP INT TERM
        frame "I system $(uname -sm)"
        ( identify 0 "$cc" ) </dev/null 2>/dev/null
        set -- $(df -Pk "$d" 2>/dev/null | tail -n 1)
        frame "I free ${4:-}"
        frame "I time $(date +%s)"
        program >"$t/x.c"
        frame G
        while read -r x; do
            case $x in
            m) measure; frame "M $?" ;;
            *) frame B ;;
            esac
        done
        rm -rf "$t"
        exit 0
    }
    check

    """#
