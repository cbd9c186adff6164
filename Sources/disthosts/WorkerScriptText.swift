/// What runs on a machine that offers itself: POSIX sh, ssh, mkfifo, and what Documentation/joining.md says.
///
/// It speaks version 1 of the words of `disthosts accept` (`AcceptWords.protocolVersion`).
let workerScriptText: StaticString = #"""
    #!/bin/sh
    # Offers this machine as a build host of distmake to the owner of another one.
    # Printed by `disthosts worker-script`; needs nothing but ssh and the usual tools.

    set -u
    LC_ALL=C
    export LC_ALL
    unset ENV BASH_ENV CDPATH 2>/dev/null

    say() { printf 'distworker: %s\n' "$*" >&2; }
    usage() {
        cat <<'END'
    usage: distworker USER@MASTER [-n SLOTS] [--name NAME] [--max-load LOAD]
                      [--hours FROM-TO] [--nice N] [--label KEY=VALUE]...

      -n, --slots   how many jobs may run here at a time; default: one for each processor
      --name        what this machine is called there; default: its own name
      --max-load    nothing is offered while the load is that or more
      --hours       when it is offered, by this machine's clock: 18-8, 12:30-13:15
      --nice        for nice(1); default 10
      --label       what builds may ask for, such as gpu=yes

    $DISTHOSTS_SSH is another ssh command line, such as `ssh -i key -F config`.
    END
    }
    bad() {
        say "$*"
        usage >&2
        exit 64
    }

    # The words.

    master= slots= name= load= hours= nice=10 labels=
    while [ $# -gt 0 ]; do
        case $1 in
        --*=*)
            word=$1
            shift
            set -- "${word%%=*}" "${word#*=}" "$@"
            ;;
        esac
        case $1 in
        --help)
            usage
            exit 0
            ;;
        -n | --slots | --name | --max-load | --hours | --nice | --label)
            if [ $# -lt 2 ]; then bad "expected a value behind $1"; fi
            case $1 in
            -n | --slots) slots=$2 ;;
            --name) name=$2 ;;
            --max-load) load=$2 ;;
            --hours) hours=$2 ;;
            --nice) nice=$2 ;;
            --label)
                case $2 in
                *[!A-Za-z0-9._@=:/+,-]*) bad "found the label $2; letters, digits and ._@:/+,- can be used" ;;
                [A-Za-z]*=*) ;;
                *) bad "found the label $2; expected KEY=VALUE" ;;
                esac
                labels="$labels --label $2"
                ;;
            esac
            shift 2
            ;;
        -*) bad "found $1, which means nothing here" ;;
        *)
            if [ -n "$master" ]; then bad "found $1 beside $master; there is one master"; fi
            master=$1
            shift
            ;;
        esac
    done
    case $master in
    '') bad 'expected USER@MASTER: where to call' ;;
    esac
    if [ -z "$slots" ]; then
        slots=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)
    fi
    case $slots in
    '' | 0* | *[!0-9]* | ?????*) bad "found $slots slots; expected a number from 1 to 1024" ;;
    esac
    if [ "$slots" -gt 1024 ]; then bad "found $slots slots; expected a number from 1 to 1024"; fi
    if [ -z "$name" ]; then
        name=$(uname -n | sed 's/\..*//' | tr -cd 'A-Za-z0-9._@-' | cut -c 1-64)
        case $name in
        [A-Za-z0-9]*) ;;
        *) name=worker ;;
        esac
    fi
    case $name in
    *[!A-Za-z0-9._@-]* | [!A-Za-z0-9]*) bad "found the name $name; expected letters, digits and ._@-" ;;
    esac
    if [ "${#name}" -gt 64 ]; then bad "found a name of ${#name} letters; at most 64 can be used"; fi
    case $nice in
    '' | *[!0-9]* | ???*) bad "found $nice after --nice; expected a number from 0 to 19" ;;
    esac
    case $load in
    *[!0-9.]* | *.*.* | .) bad "found the load $load; expected a number such as 1.5" ;;
    esac

    # Minutes since midnight of HH or HH:MM, in $minutes.
    minutes() {
        h=${1%%:*} m=0
        case $1 in
        *:*) m=${1#*:} ;;
        esac
        case $h:$m in
        *[!0-9:]* | :* | *: | *:*:* | ???*:* | *:???*) bad "found the hours $hours; expected FROM-TO, such as 18-8" ;;
        esac
        h=${h#0} m=${m#0}
        minutes=$((${h:-0} * 60 + ${m:-0}))
        if [ "$minutes" -gt 1440 ]; then bad "found $1 in the hours; a day has 24"; fi
    }
    from=0 to=0
    if [ -n "$hours" ]; then
        case $hours in
        *-*) ;;
        *) bad "found the hours $hours; expected FROM-TO, such as 18-8" ;;
        esac
        minutes "${hours%%-*}"
        from=$minutes
        minutes "${hours#*-}"
        to=$minutes
        if [ "$from" -eq "$to" ]; then bad "found the hours $hours, which are none"; fi
    fi

    # The owner's limits. Each prints why nothing is offered, and fails then.

    hours_allow() {
        if [ -z "$hours" ]; then return 0; fi
        minutes "$(date +%H:%M)"
        if [ "$from" -lt "$to" ]; then
            if [ "$minutes" -ge "$from" ] && [ "$minutes" -lt "$to" ]; then return 0; fi
        elif [ "$minutes" -ge "$from" ] || [ "$minutes" -lt "$to" ]; then
            return 0
        fi
        echo "its hours are $hours"
        return 1
    }
    load_allows() {
        if [ -z "$load" ]; then return 0; fi
        now=$(uptime 2>/dev/null | sed -n 's/.*load average[s]*: *\([0-9.]*\).*/\1/p')
        if [ -z "$now" ] && [ -r /proc/loadavg ]; then read -r now rest </proc/loadavg; fi
        if awk "BEGIN { exit !(${now:-0} < $load) }"; then return 0; fi
        echo "the load is $now"
        return 1
    }

    # A directory of our own. Sockets want short names.

    umask 077
    place=${TMPDIR:-/tmp}
    if [ "${#place}" -gt 40 ]; then place=/tmp; fi
    dir=$(mktemp -d "$place/distworker.XXXXXX" 2>/dev/null) || {
        dir=$place/distworker.$$
        mkdir -m 700 "$dir" || exit 73
    }
    trap 'rm -rf "$dir"' EXIT

    # How sessions come about is a script of its own: the build has one run for each slot that it needs.

    cat >"$dir/session" <<'END'
    # ingroup COMMAND: runs it as the leader of a process group.
    ingroup() {
        case $DISTHOSTS_GROUP in
        setsid) setsid "$@" ;;
        perl) perl -e 'setpgrp(0, 0); exec @ARGV or exit 127' "$@" ;;
        *) "$DISTHOSTS_GROUP" -c 'set -m; "$@" <&3 3<&- & exec 3<&-; wait $!' sh "$@" 3<&0 ;;
        esac
    }

    # tie NAME OPTIONS...: ssh, and a sh at its end; the status of ssh. Opening the fifos in this order lets both begin.
    tie() {
        at=$1
        shift
        mkfifo "$at.in" "$at.out" || return 73
        # The sh ends by a signal, of which no shell need tell.
        (
            ingroup $DISTHOSTS_NICE sh
            true
        ) <"$at.in" >"$at.out" 2>/dev/null &
        tied=$!
        # Whoever hangs up makes the file first and looks for the process then.
        sh -c 'echo $$ >"$1.pid"; if [ -f "$1.quit" ] || [ ! -f "$1.pid" ]; then exit 75; fi; shift; exec "$@"' \
            sh "$at" $DISTHOSTS_SSH -T \
            -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=5 -o ServerAliveCountMax=2 \
            -o ForwardAgent=no -o ForwardX11=no -o ClearAllForwardings=yes -o PermitLocalCommand=no \
            -o EscapeChar=none -o LogLevel=ERROR "$@" >"$at.in" <"$at.out"
        status=$?
        wait "$tied"
        return "$status"
    }

    # session TOKEN: one more sh for the build that has us, on a connection with less than 8 sessions.
    session() {
        case $1 in
        '' | *[!0-9a-f]*) exit 64 ;;
        esac
        # The hours are over.
        if [ -f "$DISTHOSTS_SESSION.leave" ]; then exit 75; fi
        set -f
        dir=${DISTHOSTS_SESSION%/*} c=0 s=2
        until mkdir "$dir/c$c.$s" 2>/dev/null; do
            s=$((s + 1))
            if [ "$s" -gt 8 ]; then c=$((c + 1)) s=1; fi
            if [ "$c" -gt 150 ]; then exit 75; fi
        done
        f=$dir/c$c.$s
        # What opens it is nice already.
        DISTHOSTS_NICE=
        tie "$f/ssh" -o ControlMaster=auto -o ControlPersist=no -o "ControlPath=$dir/c$c" \
            "$DISTHOSTS_MASTER" "disthosts accept --protocol 1 --session $1"
        rm -rf "$f"
    }

    if [ "${DISTHOSTS_SESSION:-}" = "$0" ]; then session "$1"; fi
    END
    DISTHOSTS_SSH=${DISTHOSTS_SSH:-ssh}
    DISTHOSTS_MASTER=$master
    DISTHOSTS_SESSION=$dir/session
    DISTHOSTS_GROUP=
    . "$dir/session"
    for each in setsid perl sh bash ksh mksh zsh; do
        DISTHOSTS_GROUP=$each
        if command -v "$each" >/dev/null 2>&1 && ingroup sh -c 'kill -0 "-$$"' </dev/null >/dev/null 2>&1; then break; fi
        DISTHOSTS_GROUP=
    done
    if [ -z "$DISTHOSTS_GROUP" ]; then
        say 'nothing here makes process groups: install setsid(1), perl or bash'
        exit 69
    fi
    DISTHOSTS_NICE=
    if [ "$nice" -gt 0 ]; then DISTHOSTS_NICE="nice -n $nice"; fi
    export DISTHOSTS_SSH DISTHOSTS_MASTER DISTHOSTS_SESSION DISTHOSTS_GROUP DISTHOSTS_NICE

    # The offer: one ssh, and a sh at its end that waits for a build.

    offer= watcher= sleeper=
    sleep_for() {
        sleep "$1" &
        sleeper=$!
        wait "$sleeper"
        sleeper=
    }
    hang_up() {
        true >"$dir/offer.quit"
        if read -r p <"$dir/offer.pid"; then kill "$p"; fi
    } 2>/dev/null
    quit() {
        trap '' TERM INT HUP
        for each in $watcher $sleeper; do kill "$each" 2>/dev/null; done
        # The sh comes to the end of its input and cleans up.
        hang_up
        if [ -n "$offer" ]; then wait "$offer"; fi
        exit "$1"
    }
    trap 'quit 143' TERM
    trap 'quit 130' INT
    trap 'quit 129' HUP

    # Withdraws the offer, or asks the build that has us to leave, when a limit is reached.
    watch() {
        z=
        trap 'kill "$z" 2>/dev/null; exit 0' TERM INT HUP
        trap - EXIT
        while :; do
            sleep "$interval" &
            z=$!
            wait "$z"
            if ! hours_allow >/dev/null; then
                true >"$dir/session.leave"
            elif [ -f "$dir/session.busy" ] || load_allows >/dev/null; then
                continue
            fi
            if [ ! -f "$dir/session.busy" ]; then
                true >"$dir/withdrawn"
                hang_up
                exit 0
            fi
        done
    }

    offer() {
        rm -rf "$dir"/c*.* "$dir"/offer.* "$dir/session.busy" "$dir/session.leave" "$dir/withdrawn"
        (
            trap - EXIT TERM INT HUP
            tie "$dir/offer" -o ControlMaster=yes -o ControlPersist=no -o "ControlPath=$dir/c0" \
                "$master" "disthosts accept --protocol 1 --name $name --slots $slots$labels"
            exit "$?"
        ) &
        offer=$!
        if [ -n "$hours$load" ]; then
            watch &
            watcher=$!
        fi
        wait "$offer"
        status=$?
        offer=
        if [ -n "$watcher" ]; then kill "$watcher" 2>/dev/null; fi
        watcher=
    }

    # A number of seconds from half of $1 to all of it, so that many workers do not call at once.
    jitter() {
        r=$(od -An -N2 -tu2 /dev/urandom 2>/dev/null | tr -cd 0-9)
        echo $((($1 + 1) / 2 + ${r:-$$} % ($1 / 2 + 1)))
    }

    interval=${DISTHOSTS_INTERVAL:-15}
    pause=1 told=
    say "offers $slots slots as $name to $master"
    while :; do
        if reason=$(hours_allow) && reason=$(load_allows); then
            told=
        else
            if [ -z "$told" ]; then say "nothing is offered for now: $reason"; fi
            told=1
            sleep_for "$interval"
            continue
        fi
        began=$(date +%s)
        offer
        if [ -f "$dir/withdrawn" ]; then continue; fi
        case $status in
        # A build had us.
        0)
            pause=1
            continue
            ;;
        64)
            say "$master does not understand this script"
            exit 64
            ;;
        esac
        if [ $(($(date +%s) - began)) -ge 60 ]; then pause=1; fi
        seconds=$(jitter "$pause")
        say "the connection to $master ended with status $status; again in $seconds s"
        sleep_for "$seconds"
        pause=$((pause * 2))
        if [ "$pause" -gt 60 ]; then pause=60; fi
    done

    """#
