# Completion of distmake(1) for fish.

function __distmake_targets
    set -l words (commandline -opc)
    set -l options
    set -l take
    for word in $words[2..-1]
        if test -n "$take"
            set -a options $take $word
            set take
            continue
        end
        switch $word
            case -C -f -I -m -D
                set take $word
            case '-C?*' '-f?*' '-I?*' '-m?*' '-D?*'
                set -a options $word
        end
    end
    # Names with a leading dot are special, and a dollar would be expanded once more.
    $words[1] $options -v .ALLTARGETS </dev/null 2>/dev/null | string split -n ' ' | string match -rv '^\.|\$'
end

complete -c distmake -f -a '(__distmake_targets)'
complete -c distmake -s B -d 'One command at a time'
complete -c distmake -s C -x -a '(__fish_complete_directories)' -d 'Change the directory first'
complete -c distmake -s D -x -d 'Set a variable to 1'
complete -c distmake -s d -x -d 'Debug output'
complete -c distmake -s e -d 'The environment comes first'
complete -c distmake -s f -rF -d 'Read this makefile'
complete -c distmake -s I -x -a '(__fish_complete_directories)' -d 'Search this directory for included files'
complete -c distmake -s i -d 'Ignore failures'
complete -c distmake -s j -x -a '1 2 4 8 16 1C 2C' -d 'Recipes at a time'
complete -c distmake -s k -d 'Go on after failures'
complete -c distmake -s m -x -a '(__fish_complete_directories)' -d 'Search this directory for system files'
complete -c distmake -s N -d 'Run nothing at all'
complete -c distmake -s n -d 'Print commands only'
complete -c distmake -s q -d 'Only ask whether all is up to date'
complete -c distmake -s r -d 'Without sys.mk'
complete -c distmake -s S -d 'Stop at the first failure'
complete -c distmake -s s -d 'Do not print commands'
complete -c distmake -s T -rF -d 'Record jobs'
complete -c distmake -s t -d 'Touch targets'
complete -c distmake -s V -x -d 'Print a variable'
complete -c distmake -s v -x -d 'Print a variable, expanded'
complete -c distmake -s W -d 'Warnings are errors'
complete -c distmake -s w -d 'Print directories'
complete -c distmake -s X -d 'Keep variables out of the environment'
complete -c distmake -l hosts -rF -d 'List of hosts'
complete -c distmake -l cache -rF -d 'Keep results of hosts'
complete -c distmake -l joined -xa 'yes no' -d 'Machines that offered themselves take part'
complete -c distmake -l why -x -a '(__distmake_targets)' -d 'Tell why a target is out of date'
complete -c distmake -l graph -rF -d 'Write the graph, as dot or JSON'
complete -c distmake -l compdb -rF -d 'Write compile_commands.json'
complete -c distmake -l trace -rF -d 'Record a timeline'
complete -c distmake -l log -rF -d 'Remember how long targets take'
complete -c distmake -l learn -d 'Watch what recipes read'
complete -c distmake -l summary -rF -d 'Figures of a distributed build'
complete -c distmake -l dialect -x -a 'netbsd openbsd' -d 'Meaning of makefiles'
complete -c distmake -l warn -x -a dialect -d 'Tell of doubtful makefiles'
complete -c distmake -l hints -x -a 'yes no auto' -d 'Explain mistakes'
complete -c distmake -l output -x -a 'grouped classic auto' -d 'How recipes print'
complete -c distmake -l progress -x -a 'yes no auto' -d 'A line of progress'
complete -c distmake -l help -d 'Print the usage'
complete -c distmake -l version -d 'Print the version'
