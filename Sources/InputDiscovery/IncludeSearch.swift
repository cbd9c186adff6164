package import Text

/// Where a compilation looks for what it includes, as its command says.
package struct IncludeSearch: Equatable, Sendable {
    /// In the order of the search, each as it stands in the command: `-iquote`, then `-I`, `-isystem`, `-idirafter`.
    package private(set) var quoted: [Bytes] = []
    package private(set) var common: [Bytes] = []
    /// `-include` and `-imacros`.
    package private(set) var forced: [Bytes] = []
    /// The command names what is not understood here: a file of options, a precompiled header, a map of headers.
    package private(set) var isUndecided = false

    /// - Parameter compilation: the compiler and its arguments.
    package init(compilation: [Bytes]) {
        var (system, after): ([Bytes], [Bytes]) = ([], [])
        var rest = compilation.dropFirst()
        /// The argument of an option that may be written in one word with it.
        func argument(_ word: Bytes, _ option: StaticString) -> Bytes? {
            let option = Bytes(option)
            guard word.hasPrefix(option) else { return nil }
            return word.count > option.count ? Bytes(word.dropFirst(option.count)) : rest.popFirst()
        }
        while let word = rest.popFirst() {
            if word.first == Ascii.at { isUndecided = true }
            guard word.first == Ascii.minus else { continue }
            if let directory = argument(word, "-iquote") {
                quoted.append(directory)
            } else if let directory = argument(word, "-isystem") {
                system.append(directory)
            } else if let directory = argument(word, "-idirafter") {
                after.append(directory)
            } else if word == Bytes("-include") || word == Bytes("-imacros") {
                if let file = rest.popFirst() { forced.append(file) }
            } else if let directory = argument(word, "-I") {
                if directory == Bytes("-") { isUndecided = true } else { common.append(directory) }
            } else if Self.odd.contains(where: { word.hasPrefix($0) }) {
                isUndecided = true
            } else if Self.withArgument.contains(word) {
                _ = rest.popFirst()
            }
        }
        common += system + after
    }

    /// Options that change where headers are looked for in ways of their own.
    private static let odd = [
        Bytes("-iprefix"), Bytes("-iwithprefix"), Bytes("-iwithprefixbefore"), Bytes("-isysroot"), Bytes("--sysroot"),
        Bytes("-iframework"), Bytes("-F"), Bytes("-include-pch"), Bytes("-fmodule"), Bytes("-Xpreprocessor"),
        Bytes("-Xclang"), Bytes("-Wp,"), Bytes("-specs"),
    ]
    private static let withArgument: Set<Bytes> = [
        Bytes("-o"), Bytes("-D"), Bytes("-U"), Bytes("-x"), Bytes("-MF"), Bytes("-MT"), Bytes("-MQ"), Bytes("-MJ"),
        Bytes("-arch"), Bytes("-target"), Bytes("--param"), Bytes("-mllvm"), Bytes("-Xassembler"), Bytes("-Xlinker"),
    ]
}

/// The files that a compilation may read, found by following the lines of its sources.
package struct IncludeClosure {
    /// Normalised absolute paths: sources, forced headers, and what they include; each once.
    package private(set) var files: [Bytes] = []
    /// Something in it only a preprocessor can tell, so that `files` may lack some.
    package private(set) var isUndecided = false

    /// - Parameters:
    ///   - sources: absolute paths.
    ///   - search: what the command says; its directories are relative to where it runs.
    ///   - resolve: makes a path of the command absolute and normalised, relative to a directory; nil if there is no such.
    ///   - lines: what a file may include; nil if there is no such file, or it is none of those that would be sent.
    package init(
        sources: [Bytes], search: IncludeSearch, directory: Bytes,
        resolve: (_ path: Bytes, _ directory: Bytes) -> Bytes?, lines: (Bytes) -> IncludeLines?
    ) {
        isUndecided = search.isUndecided
        let quoted = search.quoted.compactMap { resolve($0, directory) }
        let common = search.common.compactMap { resolve($0, directory) }
        var seen: Set<Bytes> = []
        var pending: [(path: Bytes, lines: IncludeLines)] = []
        func add(_ path: Bytes) -> Bool {
            guard !seen.contains(path) else { return true }
            guard let found = lines(path) else { return false }
            seen.insert(path)
            files.append(path)
            pending.append((path, found))
            return true
        }
        for source in sources { _ = add(source) }
        for file in search.forced {
            let places = [directory] + quoted + common
            _ = places.contains { place in resolve(file, place).map(add) ?? false }
        }
        while let (path, lines) = pending.popLast() {
            if lines.isUndecided { isUndecided = true }
            let own = Bytes(path[..<(path.lastIndex(of: Ascii.slash) ?? 0)])
            for include in lines.includes {
                let places = include.isQuoted ? [own] + quoted + common : common
                _ = places.contains { place in resolve(include.name, place).map(add) ?? false }
            }
        }
    }
}
