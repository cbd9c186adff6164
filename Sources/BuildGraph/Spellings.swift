internal import MakeLanguage
internal import Text

/// Files that have several names in one makefile, by one of them (make-language.md S6-33, S9-07).
struct Spellings {
    /// Nodes by what is left of a name without `.`, `..` and the directory of the build.
    fileprivate var nodes: [Bytes: NodeID] = [:]
}

extension Graph {
    /// The node of a file, under whatever name it was first mentioned; made if need be.
    func nodeOfFile(_ name: Bytes) -> NodeID {
        let key = plainName(name)
        if let known = spellings?.nodes[key] { return known }
        let id = addUnnamed(name)
        spellings?.nodes[key] = id
        return id
    }

    /// The node of a file that has been mentioned under another name.
    func knownFile(_ name: Bytes) -> NodeID? { spellings?.nodes[plainName(name)] }

    /// `./x`, `x//y`, `x/../y` and names below `.OBJDIR` in one spelling; names with expressions, members of archives and
    /// special names as they are.
    private func plainName(_ name: Bytes) -> Bytes {
        guard name.contains(Ascii.slash), !name.contains(Ascii.dollar), !name.contains(Ascii.leftParen) else {
            return name
        }
        var name = name
        for directory in [".OBJDIR", ".CURDIR"] as [StaticString] {
            guard let prefix = evaluator.rawValue(Bytes(directory)).map({ $0 + [Ascii.slash] }), name.hasPrefix(prefix)
            else { continue }
            let rest = Bytes(name[prefix.count...])
            // A file beside the makefile has the plain name if the directory of the build has none of that name.
            let isElsewhere =
                world.modificationTime(of: rest) != nil && world.realPath(of: rest) != world.realPath(of: name)
            if !isElsewhere { name = rest }
            break
        }
        let isAbsolute = name.first == Ascii.slash
        var parts: [Bytes] = []
        for part in name.split(separator: Ascii.slash).map({ Bytes($0) }) where part != [Ascii.dot] {
            // Behind a symbolic link `..` is somewhere else.
            let path = Bytes(parts.joined(separator: [Ascii.slash]))
            if part == Bytes(".."), let last = parts.last, last != Bytes(".."), !isAbsolute, isPlainDirectory(path) {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let joined = Bytes(parts.joined(separator: [Ascii.slash]))
        return isAbsolute ? [Ascii.slash] + joined : joined
    }

    private func isPlainDirectory(_ path: Bytes) -> Bool {
        guard let here = world.realPath(of: [Ascii.dot]), let real = world.realPath(of: path) else { return false }
        return real == here + [Ascii.slash] + path
    }
}
