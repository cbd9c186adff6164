internal import Text

/// What a slot's session is told: where it lives, and the functions that the scripts of its actions use.
struct SlotScript {
    /// What it is told first.
    private(set) var opening: Bytes
    /// What it is told when it listens.
    private(set) var rest: Bytes = []

    /// - Parameters:
    ///   - unset: the names of exported variables that recipes must not see.
    ///   - tree: how the host shows the tree to the shell, and its roots; nil: it does not.
    init(
        cookie: Cookie, stage: Bytes, slot: Int, options: RemoteOptions, unset: [Bytes],
        tree: (how: SameTree, roots: [Bytes])? = nil
    ) {
        // The log is cut in blocks.
        let blocks = max(options.limits.log / 2 / logBlock, 1)
        let most = max(options.asideLimit / logBlock, 1)
        var start = Bytes("c=") + cookie.shellWord + Bytes("\nS=") + shellQuoted(stage)
        start += Bytes("\nn=\(slot)\nblocks=\(blocks)\nmost=\(most)\n".utf8)
        start += Bytes("umask \(octal(options.umask & 0o777))\n".utf8)
        if !unset.isEmpty { start += Bytes("unset ") + unset.joined(separator: [Ascii.space]) + [Ascii.newline] }
        let functions = start + Bytes(slotText)
        guard let tree else {
            opening = functions + Bytes("frame H\n")
            return
        }
        // This shell waits for the one that sees the tree, and goes on itself where that cannot be had. Nothing more is sent
        // before one of them listens, so that none reads what is for the other.
        opening = start + Bytes(openingText) + tree.how.command(roots: tree.roots) + Bytes(" 3<<E\n$c\nE\n")
        opening += Bytes("[ $? = 3 ] || exit\nframe 'H 0'\n")
        rest = functions
    }
}

let logBlock = 65536

func octal(_ number: UInt32) -> String { String(number, radix: 8) }

// - The traps make the shell survive a signal to its group, which ends the job: its children get the default actions.
// - The process group is that of the session, which sshd made; `set -m` gives no groups in dash, busybox and yash.
// - dd says on standard error how many blocks it read, in figures in every language; so one process sends a file and
//   tells whether there is more of it. Where the last block that was asked for is not whole, or one before, the size tells.
// - Recipes have their temporary files in the stage, so that those of recipes that are killed go with it.
// - The third line of most of them begins with the number of bytes, so that it is known how many have to arrive.
// - A job's daemon may go on writing to the log: no more is sent than was there at some time.
private let slotText: StaticString = #"""
    unset ENV BASH_ENV CDPATH
    TMPDIR=$S/tmp
    export TMPDIR
    frame() { echo "
    $c $1"; }
    count() {
        r= z=
        { read -r r x; read -r x; read -r z x; } <"$S/job/$n.dd"
        case $z in '' | *[!0-9]*) z= ;; *) z=" $z" ;; esac
    }
    part() {
        dd if="$1" bs=65536 skip="$2" count="$3" 2>"$S/job/$n.dd"
        t=$? more=0
        count
        case $r in
        '' | *[!0-9+]* | +* | *+ | *+*+*) t=9 ;;
        "$3+0") more=1 ;;
        *) if [ $((${r%+*} + ${r#*+})) -ge "$3" ]; then more=2; fi ;;
        esac
    }
    log() {
        l=$S/job/$n.$1.log full=0
        if [ "$2" != 0 ]; then
            dd if=/dev/zero of="$S/job/full" bs=65536 count=4 2>/dev/null || full=1
            rm -f "$S/job/full"
        fi
        frame "D $1 $2 $full"
        if [ -s "$l" ]; then
            frame "L $1 0"
            part "$l" 0 "$blocks"
            frame "T $1 $t 0$z"
            if [ "$more" = 1 ]; then
                set -- "$1" $(wc -c <"$l")
                z=$((${2:-0} / 65536)) k=$blocks
                if [ "$z" -gt $((blocks * 2)) ]; then k=$((z - blocks)); fi
                frame "L $1 $(((k - blocks) * 65536))"
                part "$l" "$k" $((blocks + 1))
                frame "T $1 $t 0$z"
                rm -f "$l"
            fi
        fi
    }
    output() {
        if [ -f "$3" ] && [ ! -h "$3" ]; then
            x=0
            if [ -x "$3" ]; then x=1; fi
            frame "O $1 $2 $x"
            part "$3" 0 "$most"
            if [ "$more" = 2 ]; then
                z=$(wc -c <"$3")
                z=" $(($z))"
            elif [ "$more" = 1 ]; then
                if [ "$4" ] && ln "$3" "$S/out/$n.$1.$2" 2>/dev/null; then
                    frame "T $1 0 1$z"
                    return
                fi
                l=$z
                dd if="$3" bs=65536 skip="$most" 2>"$S/job/$n.dd"
                t=$?
                count
                if [ "$z" ]; then z=" $((l + z))"; fi
            fi
            frame "T $1 $t 0$z"
        elif [ -h "$3" ] || [ -e "$3" ]; then
            frame "M $1 $2 1"
        else
            frame "M $1 $2 0"
        fi
    }
    store() {
        trap - TERM INT HUP QUIT
        frame "R $1"
        x=${4:-.}
        { head -c "$2" || kill -KILL $$; } | (
            cd "$x" && if [ "$3" ]; then $3 | tar xf - ; else tar xf - ; fi
            s=$?
            cat >/dev/null
            exit $s
        )
        s=$?
        trap : TERM INT HUP QUIT
    }
    g=$$
    kill -0 "-$g" 2>/dev/null || g=$(ps -o pgid= -p $$ 2>/dev/null | tr -d ' ')
    if ! [ "${g:-0}" -gt 1 ]; then g=$$; fi
    cd "$S/tree" && echo "$g" >"$S/pids/$n" || exit 1
    trap : TERM INT HUP QUIT

    """#

private let openingText: StaticString = #"""
    frame() { echo "
    $c $1"; }
    trap : TERM INT HUP QUIT

    """#
