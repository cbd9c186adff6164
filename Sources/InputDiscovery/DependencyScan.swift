package import Text

/// The command that asks the compiler what a compilation reads, made from the command of the compilation itself.
package struct DependencyScan: Equatable, Sendable {
    /// argv; it prints rules on standard output.
    package let arguments: [Bytes]

    /// - Parameter compilation: the compiler and its arguments, as `CompilerCommand` has them.
    package init(compilation: [Bytes]) {
        var kept: [Bytes] = []
        var rest = compilation[...]
        if let compiler = rest.popFirst() { kept.append(compiler) }
        // Headers that nobody has made yet are named, not missed; and warnings are the compilation's to tell.
        kept += [Bytes("-M"), Bytes("-MG"), Bytes("-w")]
        while let word = rest.popFirst() {
            if Self.alone.contains(word) || Self.joined.contains(where: { word.hasPrefix($0) && word.count > $0.count })
            {
                continue
            }
            if Self.withArgument.contains(word) {
                _ = rest.popFirst()
                continue
            }
            kept.append(word)
        }
        arguments = kept
    }

    /// What says where output goes, or asks for dependencies in another way.
    private static let alone: Set<Bytes> = [
        Bytes("-c"), Bytes("-S"), Bytes("-M"), Bytes("-MM"), Bytes("-MD"), Bytes("-MMD"), Bytes("-MP"), Bytes("-MG"),
        Bytes("-save-temps"), Bytes("-v"),
    ]
    private static let withArgument: Set<Bytes> = [
        Bytes("-o"), Bytes("-MF"), Bytes("-MT"), Bytes("-MQ"), Bytes("-MJ"),
    ]
    private static let joined: [Bytes] = [
        Bytes("-o"), Bytes("-MF"), Bytes("-MT"), Bytes("-MQ"), Bytes("-MJ"), Bytes("-save-temps="), Bytes("-Wp,-M"),
    ]
}

/// The file of dependencies that a compilation writes besides its object; nil if it writes none.
///
/// - Parameters:
///   - compilation: the compiler and its arguments.
///   - object: what it makes.
package func requestedDepfile(compilation: [Bytes], object: Bytes) -> Bytes? {
    var named: Bytes?
    var isAsked = false
    var rest = compilation.dropFirst()
    while let word = rest.popFirst() {
        if word == Bytes("-MD") || word == Bytes("-MMD") {
            isAsked = true
        } else if word == Bytes("-MF") {
            named = rest.popFirst()
        } else if word.hasPrefix(Bytes("-MF")) {
            named = Bytes(word.dropFirst(3))
        } else if word.hasPrefix(Bytes("-Wp,-MD,")) || word.hasPrefix(Bytes("-Wp,-MMD,")) {
            isAsked = true
            named = Bytes(word[(word.lastIndex(of: Ascii.comma)! + 1)...])
        } else if word == Bytes("-o") {
            _ = rest.popFirst()
        }
    }
    guard isAsked else { return nil }
    if let named { return named.isEmpty || named == Bytes("-") ? nil : named }
    let start = object.lastIndex(of: Ascii.slash).map { $0 + 1 } ?? 0
    let end = object[start...].lastIndex(of: Ascii.dot) ?? object.count
    return object[..<end] + Bytes(".d")
}
