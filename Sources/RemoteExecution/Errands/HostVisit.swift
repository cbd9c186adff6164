internal import Platform
internal import Text

/// A look at one host, from its start to the last round trip or compilation.
final class HostVisit {
    private static let rounds = 7
    /// The best of so many counts.
    private static let compilations = 3

    let errand: HostErrand
    private var finding: HostFinding
    /// Compilations of transports that may all be on this machine.
    private let measures: Handshakes
    private var sentAt: Int64 = 0
    private var times: [Int64] = []
    private var compileTimes: [Int64] = []

    init(host: Host, compiler: Bytes, in round: HostRound, measures: Handshakes) {
        finding = HostFinding(host: host)
        self.measures = measures
        errand = HostErrand(host: host, in: round) {
            checkScript(cookie: $0, store: host.store, compiler: compiler)
        }
        errand.onFrame = { [unowned self] in take($0) }
    }

    /// To be asked when the errand is over.
    var result: HostFinding {
        var finding = finding
        finding.problem = errand.problem
        return finding
    }

    private func take(_ frame: Frame) {
        switch frame.kind {
        case UInt8(ascii: "I"): note(frame)
        case UInt8(ascii: "C"): finding.compiler = CompilerIdentity.answer(Array(frame.fields.dropFirst()))
        case UInt8(ascii: "F"): errand.end("no stage can be made there")
        case UInt8(ascii: "G"): ping()
        case UInt8(ascii: "B"):
            times.append(monotonicClock() - sentAt)
            if times.count < Self.rounds { return ping() }
            finding.roundTrip = times.sorted()[times.count / 2]
            guard case .found = finding.compiler else { return errand.end() }
            guard errand.isLocal else { return compile() }
            errand.wait(in: measures) { [unowned self] _ in compile() }
        case UInt8(ascii: "M"):
            // It has a compiler that does not compile: its files are missing, say.
            guard frame.number(0) == 0 else { return errand.end() }
            compileTimes.append(monotonicClock() - sentAt)
            if compileTimes.count < Self.compilations { return compile() }
            finding.compilation = compileTimes.min().map { max($0 - (finding.roundTrip ?? 0), 1) }
            errand.end()
        default: errand.end("unexpected output in the stream")
        }
    }

    private func ping() {
        sentAt = monotonicClock()
        errand.send("b")
    }

    private func compile() {
        errand.restartClock()
        sentAt = monotonicClock()
        errand.send("m")
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
