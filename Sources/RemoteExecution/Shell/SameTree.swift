internal import Text

/// How a host shows its stage under the names that the tree has here: a mount namespace (Documentation/fidelity.md).
enum SameTree: Equatable {
    /// For root.
    case mounts
    /// With a user namespace, which lets everybody mount.
    case user

    init?(reported: Bytes) {
        switch reported {
        case Bytes("mounts"): self = .mounts
        case Bytes("user"): self = .user
        default: return nil
        }
    }

    private var flag: Bytes { self == .mounts ? Bytes("-m") : Bytes("-rm") }

    /// The command that runs a new sh with the tree in place, or ends with status 3.
    ///
    /// The sh that runs it has `S`; descriptor 3 has the session's cookie.
    func command(roots: [Bytes]) -> Bytes {
        var text = Bytes("unshare ") + flag + Bytes(" sh -c ") + shellQuoted(Bytes(sameTreeText))
        text += Bytes(" sh run \"$S\" \"$(id -u)\" \"$(id -g)\"")
        for root in roots { text += [Ascii.space] + shellQuoted(root) }
        return text
    }
}

/// A function of sh that says whether and how that works, by doing it once: `shows` prints the frame `I tree ...`.
///
/// - Parameter roots: of the tree; none: it is not wanted.
func showsTreeFunction(roots: [Bytes]) -> Bytes {
    guard !roots.isEmpty else { return Bytes("shows() { :; }\n") }
    var text = Bytes("same() { unshare \"$1\" sh -c ") + shellQuoted(Bytes(sameTreeText))
    text += Bytes(" sh try \"$S\" \"$i\" \"$g\"")
    for root in roots { text += [Ascii.space] + shellQuoted(root) }
    return text + Bytes(" </dev/null >/dev/null 2>&1 3</dev/null; }\n") + Bytes(showsText)
}

private let showsText: StaticString = #"""
    shows() {
        command -v unshare >/dev/null 2>&1 || return
        i=$(id -u) g=$(id -g)
        if [ "$i" = 0 ] && same -m; then frame 'I tree mounts'; return; fi
        if same -rm; then frame 'I tree user'; fi
    }

    """#

// `$1` is `run` or `try`, `$2` the stage, `$3` and `$4` the user and the group, and the rest are roots of the tree.
//
// A root that the host does not have gets its place in a new root directory, in which all that is there is mounted again:
// nothing can be made beside it without rights on the host.
//
// In a user namespace this shell is root; the recipe's is the user again.
private let sameTreeText: StaticString = #"""
    m=$1 S=$2 i=$3 g=$4 P=$PATH N=$2/root
    shift 4
    PATH=$PATH:/usr/sbin:/sbin
    level() {
        c=$2
        set -- "$1"/* "$1"/.[!.]*
        # Each costs a process now, and room in the kernel as long as the shell lives.
        if [ $# -gt 300 ]; then return 1; fi
        for e; do
            if [ "${e##*/}" = "$c" ] && [ -d "$e" ]; then
                :
            elif [ -h "$e" ]; then
                ln -s "$(readlink "$e")" "$N$e" || return
            elif [ -d "$e" ]; then
                mkdir "$N$e" && mount --rbind "$e" "$N$e" || return
            elif [ -e "$e" ]; then
                true >"$N$e" && mount --bind "$e" "$N$e" || return
            fi
        done
    }
    place() {
        mkdir -p "$N" && mount -t tmpfs -o mode=755 none "$N" || return
        p= r=${1#/}
        while :; do
            level "$p" "${r%%/*}" || return
            p=$p/${r%%/*}
            mkdir "$N$p" || return
            if ! [ -d "$p" ]; then break; fi
            r=${r#*/}
        done
        mkdir -p "$N$1" && cd "$N" && pivot_root . ".$1" && cd / && umount -l "$1"
    }
    for t; do
        case $S/ in "$t"/*) exit 3 ;; esac
        case ${HOME:-/}/ in "$t"/*) exit 3 ;; esac
        # A stage that is gone meanwhile is not made anew, as nobody would remove it.
        ( cd "$S/tree" && mkdir -p ".$t" ) || exit 3
        if ! [ -d "$t" ]; then place "$t" || exit 3; fi
        mount --bind "$S/tree$t" "$t" || exit 3
    done
    cd /
    PATH=$P
    if [ "$m" = try ]; then
        if [ "$i" != 0 ]; then unshare -U --map-user="$i" --map-group="$g" true || exit 3; fi
        exit 0
    fi
    read -r c <&3
    exec 3<&-
    echo "
    $c H 1"
    c=
    if [ "$i" = 0 ]; then exec sh; fi
    exec unshare -U --map-user="$i" --map-group="$g" sh

    """#
