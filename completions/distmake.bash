# Completion of distmake(1) for bash.

# The targets of the makefile that the words of the command line choose.
_distmake_targets() {
    local -a options=()
    local index
    for ((index = 1; index < COMP_CWORD; index++)); do
        case ${COMP_WORDS[index]} in
        -C | -f | -I | -m | -D)
            ((index + 1 < COMP_CWORD)) && options+=("${COMP_WORDS[index]}" "${COMP_WORDS[index + 1]}")
            ((index++))
            ;;
        -[CfImD]?* | --dialect=*) options+=("${COMP_WORDS[index]}") ;;
        esac
    done
    # Names with a leading dot are special, and a dollar would be expanded once more.
    "${COMP_WORDS[0]}" "${options[@]}" -v .ALLTARGETS </dev/null 2>/dev/null | tr -s ' ' '\n' | grep -v '^\.\|\$'
}

_distmake() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    # bash takes "--hosts=file" for three words.
    if [[ $current == "=" && $previous == --* ]]; then
        current=
    elif [[ $previous == "=" ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
    -C | -I | -m | --cache) compopt -o dirnames 2>/dev/null && return ;;
    -f | -T | --hosts | --graph | --compdb | --trace | --log | --summary) compopt -o default 2>/dev/null && return ;;
    --why)
        mapfile -t COMPREPLY < <(compgen -W "$(_distmake_targets)" -- "$current")
        return
        ;;
    -j)
        mapfile -t COMPREPLY < <(compgen -W "1 2 4 8 16 1C 2C" -- "$current")
        return
        ;;
    -D | -d | -V | -v) return ;;
    esac
    case $current in
    --*)
        mapfile -t COMPREPLY < <(compgen -W "--hosts= --joined= --cache= --hints= --output= --progress= --why= --graph= --compdb= --trace= --log= --summary= --learn --dialect= --warn=dialect --help --version" -- "$current")
        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
        ;;
    -*)
        mapfile -t COMPREPLY < <(compgen -W "-B -C -D -d -e -f -I -i -j -k -m -N -n -q -r -S -s -T -t -V -v -W -w -X
            --hosts= --joined= --cache= --hints= --output= --progress= --why= --graph= --compdb= --trace= --log= --summary= --learn --dialect= --warn=dialect --help --version" -- "$current")
        ;;
    *)
        mapfile -t COMPREPLY < <(compgen -W "$(_distmake_targets)" -- "$current")
        ;;
    esac
}

complete -F _distmake distmake
