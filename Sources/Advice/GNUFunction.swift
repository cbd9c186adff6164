/// A function of GNU make, which is a variable with an odd name here, and what does the same.
package struct GNUFunction: Sendable {
    let name: String
    /// An example of the same in BSD make.
    let counterpart: String

    static let all: [GNUFunction] = [
        GNUFunction(name: "shell", counterpart: "VAR != command, or ${:!command!}"),
        GNUFunction(name: "wildcard", counterpart: "a wildcard among the sources (all: *.c), or ${:!echo *.c!}"),
        GNUFunction(name: "patsubst", counterpart: "${SRCS:.c=.o}, or ${SRCS:%.c=%.o}"),
        GNUFunction(name: "subst", counterpart: "${TEXT:S/from/to/gW}"),
        GNUFunction(name: "filter", counterpart: "${WORDS:M*.c}"),
        GNUFunction(name: "filter-out", counterpart: "${WORDS:N*.c}"),
        GNUFunction(name: "sort", counterpart: "${WORDS:O:u}"),
        GNUFunction(name: "strip", counterpart: "${WORDS:M*}"),
        GNUFunction(name: "findstring", counterpart: "${TEXT:M*part*}"),
        GNUFunction(name: "word", counterpart: "${WORDS:[2]}"),
        GNUFunction(name: "wordlist", counterpart: "${WORDS:[2..3]}"),
        GNUFunction(name: "words", counterpart: "${WORDS:[#]}"),
        GNUFunction(name: "firstword", counterpart: "${WORDS:[1]}"),
        GNUFunction(name: "lastword", counterpart: "${WORDS:[-1]}"),
        GNUFunction(name: "dir", counterpart: "${FILES:H} (without the last slash)"),
        GNUFunction(name: "notdir", counterpart: "${FILES:T}"),
        GNUFunction(name: "suffix", counterpart: "${FILES:E} (without the dot)"),
        GNUFunction(name: "basename", counterpart: "${FILES:R}"),
        GNUFunction(name: "addprefix", counterpart: "${WORDS:S/^/prefix/}"),
        GNUFunction(name: "addsuffix", counterpart: "${WORDS:S/$/suffix/}, or ${WORDS:=suffix}"),
        GNUFunction(name: "join", counterpart: ".for a b in ..."),
        GNUFunction(name: "abspath", counterpart: "${FILES:tA}"),
        GNUFunction(name: "realpath", counterpart: "${FILES:tA}"),
        GNUFunction(name: "foreach", counterpart: "${WORDS:@v@text@}"),
        GNUFunction(name: "if", counterpart: "${condition:?yes:no}, or .if"),
        GNUFunction(name: "or", counterpart: "${A:U${B}}"),
        GNUFunction(name: "and", counterpart: ".if !empty(A) && !empty(B)"),
        GNUFunction(name: "call", counterpart: "a .for loop, or a .USE target for recipes"),
        GNUFunction(name: "eval", counterpart: "a .for loop"),
        GNUFunction(name: "value", counterpart: "an assignment with =, which does not expand"),
        GNUFunction(name: "origin", counterpart: "defined(VAR)"),
        GNUFunction(name: "info", counterpart: ".info text"),
        GNUFunction(name: "warning", counterpart: ".warning text"),
        GNUFunction(name: "error", counterpart: ".error text"),
    ]

    /// Variables that GNU make sets, and what holds the same here.
    static let variables: [(name: String, counterpart: String)] = [
        ("^", "${.ALLSRC} or $>"), ("+", "${.ALLSRC}"), ("|", ".ORDER for an order without a dependency"),
        ("CURDIR", "${.CURDIR}"), ("MAKECMDGOALS", "${.TARGETS}, or make(target) in a condition"),
        ("MAKEFILE_LIST", "${.MAKE.MAKEFILES}"), (".VARIABLES", ".export-all or -dv"),
        (".DEFAULT_GOAL", ".MAIN: target"), (".FEATURES", "MAKE_VERSION"), (".INCLUDE_DIRS", "${.SYSPATH}"),
    ]
}
