internal import Text

/// What the first session of a host runs: makes the stage, looks at the host, and cleans up when we are gone.
///
/// Its standard input is the lifeline. When that ends, or no heartbeat came for `patience` seconds, or on the line
/// `q`, it kills the process groups listed in STAGE/pids and removes the stage. STAGE/lifeline names its process, so that
/// a stage whose lifeline is gone can be told from one that is in use.
///
/// - Parameter roots: of the tree, if the host is to show it under the names that it has here.
func lifelineScript(cookie: Cookie, stageName: Bytes, host: Host, patience: Int, roots: [Bytes] = []) -> Bytes {
    var text = Bytes("c=") + cookie.shellWord + Bytes("\nname=") + shellQuoted(stageName)
    text += Bytes("\nstore=") + shellQuoted(host.store ?? [])
    text += Bytes("\nlimit=\(host.storeLimit / 1024)\npatience=\(patience)\n".utf8)
    return text + literalProbe() + Bytes(identifyText) + showsTreeFunction(roots: roots) + Bytes(stageText)
        + Bytes(lifelineText)
}

/// Whether all bytes come through a quoted word and printf, alone and where they might be taken for one character.
///
/// In a file of its own, since a shell that does not like them may end there and then.
private func literalProbe() -> Bytes {
    let pairs = Bytes("\u{E9}\u{20AC}\u{1D11E}".utf8) + [0xC3, 0x5C, 0x81, 0x27, 0xE2, 0x82, 0x0A, 0xFF]
    let bytes = Bytes(1...255) + pairs
    let octal = bytes.reduce(into: Bytes()) { $0 += octalEscape($1) }
    let probe = Bytes("[ \"$(") + printfFormat(bytes[...]) + Bytes(")\" = \"$(printf '") + octal + Bytes("')\" ]\n")
    return Bytes("literal() {\nprintf '") + probe.reduce(into: Bytes()) { $0 += octalEscape($1) }
        + Bytes("' >\"$S/job/probe\" && ( . \"$S/job/probe\" ) 2>/dev/null\n}\n")
}

// The last line is the only one that reads input, and it comes last: a shell that reads its script in blocks has
// nothing of the heartbeats in its buffer by then, since they are sent after the greeting.
//
// `true >file` and not `: >file`: where the redirection of a special built-in fails, the shell exits.
//
// SIGPIPE is ignored: a client that goes away while the host comes up must not keep it from cleaning up.
//
// A host that offered itself has a script in $DISTHOSTS_SESSION that opens one more session, and a file beside it when its
// owner wants it back.
//
// The watcher asks for a new file instead of comparing clocks, so that it needs no `date`.
private let lifelineText: StaticString = #"""
    umask 077
    trap '' PIPE
    S= w= m=
    D=${DISTHOSTS_SESSION:-}
    frame() { printf '\n%s %s\n' "$c" "$1"; }
    own() {
        # In /var/tmp and the like, where each has what is his, a directory of ours.
        case $(ls -ld "$store/." 2>/dev/null) in
        d????????[tT]*) store=$store/distmake-$(id -u) ;;
        esac
        mkdir -p "$store/cas" 2>/dev/null || { frame 'F its store cannot be made'; return 1; }
        t=$(ls -ldn "$store/." && id -u)
        set -- $t
        for t; do :; done
        case $1 in
        d????w* | d???????w*) frame 'F its store can be written by others'; return 1 ;;
        d*) ;;
        *) frame 'F its store is no directory'; return 1 ;;
        esac
        if [ "$3" != "$t" ]; then frame 'F its store belongs to somebody else'; return 1; fi
    }
    contents() {
        case $(stat -c '%s %Y' "$S/job/full" 2>/dev/null) in '6 '*) frame 'I store gnu'; return ;; esac
        case $(stat -f '%z %m' "$S/job/full" 2>/dev/null) in '6 '*) frame 'I store bsd' ;; esac
    }
    finish() {
        trap '' TERM INT HUP
        if [ -z "$S" ]; then exit 1; fi
        # It may be no leader of a group that could be ended as a whole.
        if [ "$w" ]; then kill "$w"; fi
        for f in "$S"/pids/*; do
            g=
            if [ -f "$f" ]; then read -r g <"$f"; fi
            if [ "${g:-0}" -gt 1 ]; then kill -KILL "-$g" || kill -KILL "$g"; fi
        done
        cd /
        rm -rf "$S" || rm -rf "$S" || { sleep 1; rm -rf "$S"; }
        frame X
        if [ "$store" ]; then ( trim ); fi
        if kill -0 "-$$"; then kill -KILL "-$$"; fi
        if [ "$m" ]; then kill -KILL "$m"; fi
        exit 0
    }
    watch() {
        trap - INT HUP
        trap 'kill -KILL $!; exit' TERM
        m=$$
        while :; do
            sleep "$patience" &
            wait "$!" || exit
            if [ -f "$S/beat" ]; then rm -f "$S/beat"; else finish; fi
        done
    }
    decoder() {
        for d in 'base64 -d' 'base64 -D' 'openssl base64 -d' 'b64decode -r -p'; do
            if [ "$(echo YWI= | $d)" = ab ]; then echo "$d"; return; fi
        done 2>/dev/null
        echo octal
    }
    exported() { awk 'BEGIN { for (name in ENVIRON) print name }' </dev/null 2>/dev/null; }
    variables() {
        v=OLDPWD\ SHLVL
        for t in $(exported); do
            case $t in
            PATH | HOME | USER | LOGNAME | SHELL | TMPDIR | PWD | OLDPWD | SHLVL | _ | AWK*) ;;
            *) v="$v $t" ;;
            esac
        done
        t=$(unset $v 2>/dev/null && exported) || return
        for t in $t; do
            case $t in
            PATH | HOME | USER | LOGNAME | SHELL | TMPDIR | PWD | _ | AWK*) ;;
            *) return ;;
            esac
        done
        frame "I unset $v"
    }
    probe() {
        frame "I stage $S"
        frame "I system $(uname -sm 2>/dev/null)"
        if literal; then frame 'I literal 1'; else frame "I decoder $(decoder)"; fi
        if [ "$(printf abc | head -c 2)" = ab ] && command -v tar >/dev/null; then frame 'I raw 1'; fi 2>/dev/null
        if command -v zstd >/dev/null 2>&1; then frame 'I zstd 1'; fi
        variables
        shows
        if [ "$store" ]; then contents; fi
        # Last, so that nothing else takes time before it is read.
        frame "I clock $(date +%s)"
    }
    serve() {
        trap finish TERM INT HUP
        d=${store:-${TMPDIR:-/tmp}}
        # In another root directory there need not be ours.
        if [ -z "$store" ] && ! [ -d "$d" ]; then d=/tmp; fi
        case $d in /*) ;; *) d=/tmp ;; esac
        if [ "$store" ]; then own || exit 1; d=$store; fi
        if command -v mktemp >/dev/null 2>&1; then
            S=$(mktemp -d "$d/$name.XXXXXX") || S=
        else
            S=$d/$name.$$
            mkdir -m 700 "$S" || S=
        fi
        if [ -z "$S" ]; then frame F; exit 1; fi
        t=$(cd "$S" && pwd -P) && S=$t
        began $$
        if ! mkdir "$S/tree" "$S/job" "$S/pids" "$S/out" "$S/tmp" || ! true >"$S/beat" ||
            ! echo "$$ $b" >"$S/lifeline" || ! echo full? >"$S/job/full"; then
            frame F
            finish
        fi
        probe
        watch </dev/null >/dev/null 2>&1 &
        w=$!
        if [ "$D" ]; then true >"$D.busy"; fi
        frame G
        while read -r a b e; do
            case $a in
            q) break ;;
            k)
                if read -r g <"$S/pids/$e"; then kill "-$b" "-$g" || kill "-$b" "$g"; fi
                if [ "$b" = 9 ]; then rm -f "$S/pids/$e"; fi
                ;;
            c) identify "$b" "$e" </dev/null & ;;
            o) if [ "$D" ]; then sh "$D" "$b" </dev/null >/dev/null 2>&1 & fi ;;
            *)
                true >"$S/beat" || break
                l=
                read -r l x </proc/loadavg
                frame "B $b $l"
                if [ "$D" ] && [ -f "$D.leave" ]; then frame L; fi
                ;;
            esac
        done 2>/dev/null
        finish 2>/dev/null
    }
    serve

    """#
