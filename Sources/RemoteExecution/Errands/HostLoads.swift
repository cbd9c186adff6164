package import Platform
internal import Text

/// How busy hosts are.
package struct HostLoad: Sendable {
    package var host: Host
    package var problem: String?
    /// The load average of the last minute, in hundredths.
    package var load: Int?
    package var processors = 1
    var facts: HostFacts

    /// Runnable processes for each processor; nil if the host does not tell.
    package var share: Double? { load.map { Double($0) / 100 / Double(max(processors, 1)) } }

    package func meets(_ conditions: [HostCondition]) -> Bool {
        facts.meets(Demand(conditions: conditions), here: [:]) == .yes
    }
}

/// Asks hosts for their load, all in parallel.
package final class HostLoads {
    private let round: HostRound
    private var errands: [HostErrand] = []
    private var loads: [HostLoad] = []

    /// - Parameter limit: nanoseconds that a host has to answer in.
    package init(hosts: [Host], loop: EventLoop, options: RemoteOptions, limit: Int64 = 6_000_000_000) {
        round = HostRound(loop: loop, options: options, limit: limit)
        loads = hosts.map { HostLoad(host: $0, facts: HostFacts($0)) }
        errands = hosts.map { HostErrand(host: $0, in: round, script: loadScript) }
        for (index, errand) in errands.enumerated() {
            errand.onFrame = { [unowned self] in take($0, from: index) }
        }
    }

    package func run() -> [HostLoad] {
        round.run(errands)
        for index in loads.indices { loads[index].problem = errands[index].problem }
        return loads
    }

    private func take(_ frame: Frame, from index: Int) {
        switch frame.kind {
        case UInt8(ascii: "G"): errands[index].end()
        case UInt8(ascii: "I") where frame.fields.first == Bytes("system") && frame.fields.count > 1:
            loads[index].facts.isUp(os: frame.fields[1], arch: frame.fields[frame.fields.count - 1])
        case UInt8(ascii: "I") where frame.fields.first == Bytes("load") && frame.fields.count == 3:
            loads[index].load = hundredths(frame.fields[1])
            loads[index].processors = min(max(frame.number(2) ?? 1, 1), 1 << 16)
        case UInt8(ascii: "I"): break
        default: errands[index].end("unexpected output in the stream")
        }
    }
}

/// A decimal number such as `0.25`; nil if it is none.
func hundredths(_ text: Bytes) -> Int? {
    let parts = text.split(separator: Ascii.dot, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy(\.isDigit) }),
        (1...7).contains(parts[0].count)
    else { return nil }
    let fraction = (parts.count == 2 ? Bytes(parts[1]) : []) + Bytes("00")
    return (parts[0] + fraction.prefix(2)).reduce(0) { $0 * 10 + Int($1 - Ascii.zero) }
}

private func loadScript(cookie: Cookie) -> Bytes {
    Bytes("c=") + cookie.shellWord + [Ascii.newline] + Bytes(loadText)
}

private let loadText: StaticString = #"""
    frame() { printf '\n%s %s\n' "$c" "$1"; }
    load() {
        frame "I system $(uname -sm)"
        if ! read -r l x </proc/loadavg; then
            l=$(LC_ALL=C uptime | sed 's/.*load average[s]*: *//; s/[, ].*//')
        fi
        frame "I load $l $(getconf _NPROCESSORS_ONLN || nproc || sysctl -n hw.ncpu)"
        frame G
    } 2>/dev/null
    load

    """#
