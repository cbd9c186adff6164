/// Functions of sh about stages, for those that make them and those that look for what is left of them.
///
/// - `began PID` sets `b` to when the process began, in ticks since the system did, where /proc tells it; else it is empty.
///   A zombie never did.
/// - `trim` removes the least recently used contents of `$store` until they fit into `$limit` KiB.
let stageText: StaticString = #"""
    began() {
        b=
        if read -r b <"/proc/$1/stat"; then
            set -- ${b##*) }
            b=${20:-}
            case $1 in Z) b=never ;; esac
        fi
    } 2>/dev/null
    trim() {
        cd "$store/cas" || return
        set -- $(du -sk .)
        o=$((${1:-0} - limit))
        if [ "$o" -le 0 ]; then return; fi
        find . -type f | xargs ls -lntcr | while read -r a b c d size e; do
            if [ "$o" -le 0 ]; then break; fi
            echo "${e##* }"
            o=$((o - (size + 4095) / 4096 * 4))
        done | xargs rm -f
    }

    """#
