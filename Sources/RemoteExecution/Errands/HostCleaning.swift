package import Platform
package import Text

/// Looks on all hosts for what builds have left there, and removes it (Documentation/hosts.md).
///
/// A host cleans up by itself when a build ends or dies. What stays is left by hosts that went down themselves.
package final class HostCleaning {
    /// Something that lies on a host.
    package struct Remains: Equatable, Sendable {
        package enum State: String, Equatable, Sendable {
            /// Its lifeline runs, or heartbeats arrive.
            case inUse = "in-use"
            /// Nobody has it, and it is still there since nothing was to be removed.
            case stale
            case removed
            /// It could not be removed, not all of it.
            case stuck
            /// The contents of a store, which were more than its limit.
            case trimmed
            /// The same, and they still are.
            case overLimit = "over-limit"
        }
        package var state: State
        package var path: Bytes
        /// KiB: of a stage, or of what a store had before.
        package var size: Int
        /// KiB that a store has now, or may have if nothing was to be removed.
        package var rest: Int?
    }

    package struct Result: Sendable {
        package var host: Host
        package var problem: String?
        package var remains: [Remains] = []
    }

    private let round: HostRound
    private let removes: Bool
    private let watch: Int
    private var errands: [HostErrand] = []
    private var results: [Result] = []

    /// - Parameters:
    ///   - removes: false only tells.
    ///   - limit: nanoseconds that a host has to answer in.
    package init(
        hosts: [Host], removes: Bool, loop: EventLoop, options: RemoteOptions, limit: Int64 = 120_000_000_000
    ) {
        round = HostRound(loop: loop, options: options, limit: limit)
        self.removes = removes
        // Two heartbeats, and a second since times of files may be coarse.
        watch = 2 * options.heartbeat + 1
        results = hosts.map { Result(host: $0) }
        errands = hosts.map { host in
            HostErrand(host: host, in: round) { [removes, watch] in
                cleaningScript(cookie: $0, host: host, removes: removes, watch: watch)
            }
        }
        for (index, errand) in errands.enumerated() {
            errand.onFrame = { [unowned self] in take($0, from: index) }
        }
    }

    package func run() -> [Result] {
        round.run(errands)
        for index in results.indices { results[index].problem = errands[index].problem }
        return results
    }

    private func take(_ frame: Frame, from index: Int) {
        let errand = errands[index]
        errand.restartClock()
        switch frame.kind {
        case UInt8(ascii: "G"): errand.end()
        case UInt8(ascii: "K"):
            guard frame.fields.count >= 4, let state = Remains.State(rawValue: frame.fields[0].text),
                let size = frame.number(1)
            else { return errand.end("unexpected output in the stream") }
            let path = Bytes(frame.fields.dropFirst(3).joined(separator: [Ascii.space]))
            results[index].remains.append(Remains(state: state, path: path, size: size, rest: frame.number(2)))
        default: errand.end("unexpected output in the stream")
        }
    }
}

private func cleaningScript(cookie: Cookie, host: Host, removes: Bool, watch: Int) -> Bytes {
    var text = Bytes("c=") + cookie.shellWord + Bytes("\nstore=") + shellQuoted(host.store ?? [])
    text += Bytes("\nlimit=\(host.storeLimit / 1024) watch=\(watch) removes=\(removes ? "1" : "")\n".utf8)
    return text + Bytes(stageText) + Bytes(cleaningText)
}

// A stage is left alone if its lifeline's process or a process group of a job is there, or if heartbeats arrive: the
// processes may be in a container, or on another machine that shares the directory. A pid may have been given to another
// process since; where /proc tells when that began, it is compared.
//
// A stage gets another name before it is removed, so that of two that clean one directory only one tells of it.
private let cleaningText: StaticString = #"""
    umask 077
    frame() { printf '\n%s %s\n' "$c" "$1"; }
    used() {
        case ${1##*/} in
        make-check.* | make-clean.*) kill -0 "${1##*.}"; return ;;
        esac
        p= q=
        if [ -f "$1/lifeline" ]; then read -r p q <"$1/lifeline"; fi
        case $p in
        '' | *[!0-9]*) ;;
        *)
            began "$p"
            if kill -0 "$p" && { [ -z "$q" ] || [ -z "$b" ] || [ "$b" = "$q" ]; }; then return 0; fi
            ;;
        esac
        for f in "$1"/pids/*; do
            g=
            if [ -f "$f" ]; then read -r g <"$f"; fi
            if [ "${g:-0}" -gt 1 ] && kill -0 "-$g"; then return 0; fi
        done
        return 1
    } 2>/dev/null
    weigh() {
        set -- $(du -sk "$1" 2>/dev/null)
        k=${1:-0}
    }
    look() {
        for s in "$1"/make-*; do
            case ${s##*/} in
            make-check.[0-9]* | make-clean.[0-9]*) ;;
            make-*-[0-9]*.*) if [ -d "$s" ] && [ ! -d "$s/job" ] && [ "$(ls -A "$s")" ]; then continue; fi ;;
            *) continue ;;
            esac
            if [ -h "$s" ] || [ ! -d "$s" ] || [ "$s" = "$t" ]; then continue; fi
            if [ -z "$(find "$s" -prune -user "$u")" ]; then continue; fi
            if [ "$2" ]; then
                if used "$s" || [ "$(find "$s/beat" -prune -newer "$t/beat")" ]; then
                    found in-use "$s"
                elif [ -z "$removes" ]; then
                    found stale "$s"
                else
                    removal "$s"
                fi
            elif ! used "$s"; then
                idle=1
            else
                found in-use "$s"
                seen="$seen $s "
            fi
        done 2>/dev/null
    }
    found() {
        case $seen in *" $2 "*) return ;; esac
        weigh "$2"
        frame "K $1 $k - $2"
    }
    removal() {
        weigh "$1"
        if ! mv "$1" "$1.gone.$$"; then
            if [ -d "$1" ]; then frame "K stuck $k - $1"; fi
            return
        fi
        rm -rf "$1.gone.$$" || { chmod -R u+rwx "$1.gone.$$"; rm -rf "$1.gone.$$"; }
        if [ -d "$1.gone.$$" ]; then frame "K stuck $k - $1.gone.$$"; else frame "K removed $k - $1"; fi
    } 2>/dev/null
    contents() {
        if [ ! -d "$store/cas" ] || [ -z "$(find "$store" -prune -user "$u")" ]; then return; fi
        weigh "$store/cas"
        if [ "$k" -le "$limit" ]; then return; fi
        old=$k
        if [ -z "$removes" ]; then frame "K over-limit $old $limit $store/cas"; return; fi
        ( trim )
        weigh "$store/cas"
        if [ "$k" -le "$limit" ]; then frame "K trimmed $old $k $store/cas"
        else frame "K over-limit $old $k $store/cas"; fi
    } 2>/dev/null
    clean() {
        trap '' PIPE
        u=$(id -u) seen= idle=
        d=${TMPDIR:-/tmp}
        case $d in /*) ;; *) d=/tmp ;; esac
        if ! [ -d "$d" ]; then d=/tmp; fi
        if [ "$store" ]; then
            case $(ls -ld "$store/." 2>/dev/null) in
            d????????[tT]*) store=$store/distmake-$u ;;
            esac
        fi
        t=$d/make-clean.$$
        if ! mkdir "$t" || ! true >"$t/beat"; then exit 1; fi
        trap 'rm -rf "$t"; exit 1' HUP INT TERM
        look "$d" ''
        if [ "$store" ] && [ "$store" != "$d" ]; then look "$store" ''; fi
        if [ "$idle" ]; then
            sleep "$watch" </dev/null
            look "$d" 1
            if [ "$store" ] && [ "$store" != "$d" ]; then look "$store" 1; fi
        fi
        if [ "$store" ]; then contents; fi
        rm -rf "$t"
        frame G
    }
    clean

    """#
