package import Text

/// A command that compiles sources of C, C++ or Objective-C without linking them.
package struct CompilerCommand: Equatable, Sendable {
    /// The compiler and its arguments; what stood before the compiler (`ccache`, `env A=b`) is left away.
    package let arguments: [Bytes]
    package let sources: [Bytes]
    /// The argument of `-o`.
    package let output: Bytes?

    /// Nil if it is anything else.
    package init?(_ words: [Bytes]) {
        var words = words[...]
        Self.dropWrappers(&words)
        guard let first = words.first, isCompiler(first) else { return nil }
        var sources: [Bytes] = []
        var output: Bytes?
        var compiles = false
        /// `-x c`: then all that follow are sources.
        var hasLanguage = false
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            if word == Bytes("-c") {
                compiles = true
            } else if word == Bytes("-o") {
                output = rest.popFirst()
            } else if word == Bytes("-x") {
                hasLanguage = rest.popFirst() != Bytes("none")
            } else if word.hasPrefix(Bytes("-o")) {
                output = Bytes(word.dropFirst(2))
            } else if word.hasPrefix(Bytes("-x")) {
                hasLanguage = word != Bytes("-xnone")
            } else if Self.withArgument.contains(word) {
                _ = rest.popFirst()
            } else if word.first != Ascii.minus, hasLanguage || isSource(word) {
                sources.append(word)
            }
        }
        guard compiles, !sources.isEmpty else { return nil }
        arguments = Array(words)
        self.sources = sources
        self.output = output
    }

    /// Where the object of a source goes.
    package func output(of source: Bytes) -> Bytes {
        if let output { return output }
        let name = Bytes(source[(source.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...])
        return Bytes(name[..<(name.lastIndex(of: Ascii.dot) ?? name.count)]) + Bytes(".o")
    }

    /// The program that a command runs, behind `env`, `ccache` and the like.
    package static func program(of words: [Bytes]) -> Bytes? {
        var words = words[...]
        dropWrappers(&words)
        return words.first
    }

    /// Programs that run the command behind them.
    private static func dropWrappers(_ words: inout ArraySlice<Bytes>) {
        while let first = words.first, words.count > 1 {
            switch baseName(first).text {
            case "ccache", "distcc", "sccache", "icecc", "pump", "exec", "command", "time", "nohup":
                words = words.dropFirst()
            case "env":
                words = words.dropFirst().drop { $0.first == Ascii.minus || $0.contains(Ascii.equals) }
            case "nice":
                words = words.dropFirst()
                if words.first == Bytes("-n") { words = words.dropFirst(2) }
            case "libtool":
                // libtool --tag=CC --mode=compile cc ...
                words = words.dropFirst().drop { $0.first == Ascii.minus }
            default: return
            }
            // Their own options have no arguments.
            words = words.drop { $0.first == Ascii.minus }
        }
    }

    /// Options of gcc and clang whose argument is the next word.
    private static let withArgument: Set<Bytes> = [
        Bytes("-D"), Bytes("-U"), Bytes("-I"), Bytes("-L"), Bytes("-l"), Bytes("-B"), Bytes("-T"), Bytes("-u"),
        Bytes("-z"), Bytes("-A"), Bytes("-include"), Bytes("-imacros"), Bytes("-isystem"), Bytes("-iquote"),
        Bytes("-idirafter"), Bytes("-iprefix"), Bytes("-iwithprefix"), Bytes("-iwithprefixbefore"), Bytes("-isysroot"),
        Bytes("--sysroot"), Bytes("-imultilib"), Bytes("-iframework"), Bytes("-F"), Bytes("-framework"), Bytes("-MF"),
        Bytes("-MT"), Bytes("-MQ"), Bytes("-MJ"), Bytes("-Xclang"), Bytes("-Xpreprocessor"), Bytes("-Xassembler"),
        Bytes("-Xlinker"), Bytes("-mllvm"), Bytes("-arch"), Bytes("-target"), Bytes("--target"), Bytes("--param"),
        Bytes("-aux-info"), Bytes("-dumpbase"), Bytes("-dumpdir"), Bytes("-wrapper"), Bytes("-specs"),
    ]
}

private func baseName(_ path: Bytes) -> Bytes { Bytes(path[(path.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0)...]) }

/// `cc`, `x86_64-linux-gnu-gcc-12`, `/usr/bin/clang++-16`: a known name, behind a prefix with a `-`, before a version.
package func isCompiler(_ word: Bytes) -> Bool {
    let known: [StaticString] = [
        "cc", "gcc", "clang", "c++", "g++", "clang++", "c89", "c99", "c11", "c17", "pcc", "tcc", "icc", "icpc", "icx",
        "icpx", "mpicc", "mpicxx", "mpic++", "CC", "suncc",
    ]
    var name = baseName(word)
    if let dash = name.lastIndex(of: Ascii.minus), dash + 1 < name.count,
        name[(dash + 1)...].allSatisfy({ $0.isDigit || $0 == Ascii.dot })
    {
        name = Bytes(name[..<dash])
    } else if let last = name.lastIndex(where: { !$0.isDigit && $0 != Ascii.dot }), last + 1 < name.count {
        // gcc12, clang16; but c99 is a name of its own, and cc1 no compiler for users.
        let bare = Bytes(name[...last])
        if !bare.hasSuffix(Bytes("cc")) || bare.hasSuffix(Bytes("gcc")), bare.count > 1 { name = bare }
    }
    return known.contains { compiler in
        let compiler = Bytes(compiler)
        return name == compiler || name.hasSuffix([Ascii.minus] + compiler)
    }
}

/// The suffix says that it is C, C++, Objective-C, or what their preprocessor made of it.
package func isSource(_ word: Bytes) -> Bool {
    let known: [StaticString] = [
        "c", "i", "cc", "cp", "cxx", "cpp", "CPP", "c++", "C", "ii", "m", "mi", "mm", "M", "mii", "S", "sx",
    ]
    guard let dot = word.lastIndex(of: Ascii.dot), dot > 0 else { return false }
    let suffix = word[(dot + 1)...]
    return known.contains { suffix.elementsEqual(Bytes($0)) }
}
