internal import Text

/// What a slot's session is told first: where it lives, and the functions that the scripts of its actions use.
func slotScript(cookie: Cookie, stage: Bytes, slot: Int, umask: UInt32, logLimit: Int) -> Bytes {
    // The log is cut in blocks, so that its head ends where the client expects it.
    let blocks = max(logLimit / 2 / logBlock, 1)
    var text = Bytes("c=") + cookie.shellWord + Bytes("\nS=") + shellQuoted(stage)
    text += Bytes("\nn=\(slot)\nblocks=\(blocks)\n".utf8)
    text += Bytes("umask \(octal(umask & 0o777))\n".utf8)
    return text + Bytes(slotText)
}

let logBlock = 65536

func octal(_ number: UInt32) -> String { String(number, radix: 8) }

// - The traps make the shell survive a signal to its group, which ends the job: its children get the default actions.
// - The process group is that of the session, which sshd made; `set -m` gives no groups in dash, busybox and yash.
// - The log is copied before it is counted: a job's daemon may go on writing to it.
private let slotText: StaticString = #"""
    unset ENV BASH_ENV CDPATH
    frame() { printf '\n%s %s\n' "$c" "$1"; }
    log() {
        l=$S/job/$n.$1.log total=0 sent=0 full=0
        if [ "$2" != 0 ]; then
            dd if=/dev/zero of="$S/job/full" bs=65536 count=4 2>/dev/null || full=1
            rm -f "$S/job/full"
        fi
        if [ -s "$l" ]; then
            set -- "$1" "$2" $(wc -c <"$l")
            total=${3:-0}
            if [ "$total" -gt $((blocks * 131072)) ]; then
                dd if="$l" bs=65536 count="$blocks" 2>/dev/null
                tail -c $((blocks * 65536)) "$l"
            else
                cat "$l"
            fi >"$l.copy"
            set -- "$1" "$2" $(wc -c <"$l.copy")
            sent=${3:-0}
            if [ "$sent" -gt "$total" ]; then total=$sent; fi
        fi
        frame "D $1 $2 $full $total $sent"
        if [ "$sent" != 0 ]; then
            cat "$l.copy"
            rm -f "$l" "$l.copy"
        fi
    }
    output() {
        if [ -f "$3" ] && [ ! -h "$3" ]; then
            x=0
            if [ -x "$3" ]; then x=1; fi
            set -- "$1" "$2" "$3" $(wc -c <"$3")
            frame "O $1 $2 $x ${4:-}"
            cat "$3"
        elif [ -h "$3" ] || [ -e "$3" ]; then
            frame "M $1 $2 1"
        else
            frame "M $1 $2 0"
        fi
    }
    store() {
        trap - TERM INT HUP QUIT
        frame "R $1"
        { head -c "$2" || kill -KILL $$; } | ( tar xf - ; s=$?; cat >/dev/null; exit $s )
        s=$?
        trap : TERM INT HUP QUIT
        frame "U $1 $s"
    }
    g=$$
    kill -0 "-$g" 2>/dev/null || g=$(ps -o pgid= -p $$ 2>/dev/null | tr -d ' ')
    if ! [ "${g:-0}" -gt 1 ]; then g=$$; fi
    cd "$S/tree" && echo "$g" >"$S/pids/$n" || exit 1
    trap : TERM INT HUP QUIT
    frame H

    """#
