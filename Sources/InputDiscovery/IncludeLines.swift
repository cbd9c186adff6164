package import Text

/// A file that a source or header may include.
package struct Include: Hashable, Sendable {
    /// As it is written between the quotes or the angle brackets.
    package var name: Bytes
    /// In quotes: looked for beside the including file first.
    package var isQuoted: Bool

    package init(name: Bytes, isQuoted: Bool) {
        self.name = name
        self.isQuoted = isQuoted
    }
}

/// What a file may include, by a look at its lines and without a preprocessor: more than it does include, since neither
/// conditions nor comments are heeded, and never less, unless it says so.
package struct IncludeLines: Equatable, Sendable {
    package private(set) var includes: [Include] = []
    /// It includes what only a preprocessor can tell: `#include NAME_OF_A_MACRO`, `#include_next`.
    package private(set) var isUndecided = false

    /// - Parameter text: the content of a file in C, C++, Objective-C, or assembly for the C preprocessor.
    package init(_ text: Bytes) {
        var seen: Set<Include> = []
        text.withUnsafeBufferPointer { text in
            var start = 0
            while start < text.count {
                let end = text[start...].firstIndex(of: Ascii.newline) ?? text.count
                if let include = look(UnsafeBufferPointer(rebasing: text[start..<end])), seen.insert(include).inserted {
                    includes.append(include)
                }
                start = end + 1
            }
        }
    }

    /// A line: `# include "name"`, `#import <name>`, `#embed "name"`, `#if __has_include("name")`, `.include "name"`.
    private mutating func look(_ line: UnsafeBufferPointer<UInt8>) -> Include? {
        var index = 0
        func skipBlanks() { while index < line.count, line[index].isSpace { index += 1 } }
        func word() -> Bytes {
            let start = index
            while index < line.count, line[index].isAlphanumeric || line[index] == Ascii.underscore { index += 1 }
            return Bytes(line[start..<index])
        }
        skipBlanks()
        guard index < line.count, line[index] == Ascii.hash || line[index] == Ascii.dot else { return nil }
        let isDirective = line[index] == Ascii.hash
        index += 1
        if isDirective { skipBlanks() }
        switch (word(), isDirective) {
        case (Bytes("include"), true), (Bytes("import"), true), (Bytes("embed"), true):
            skipBlanks()
            guard let found = name(line, at: index) else {
                isUndecided = true
                return nil
            }
            return found
        case (Bytes("include"), false), (Bytes("incbin"), false):
            skipBlanks()
            return name(line, at: index)
        case (Bytes("include_next"), true):
            isUndecided = true
            return nil
        case (Bytes("if"), true), (Bytes("elif"), true):
            return hasInclude(line, from: index)
        default: return nil
        }
    }

    private func name(_ line: UnsafeBufferPointer<UInt8>, at index: Int) -> Include? {
        guard index < line.count, line[index] == Ascii.quote || line[index] == Ascii.less else { return nil }
        let isQuoted = line[index] == Ascii.quote
        let rest = line[(index + 1)...]
        guard let end = rest.firstIndex(of: isQuoted ? Ascii.quote : Ascii.greater), end > index + 1 else { return nil }
        return Include(name: Bytes(rest[..<end]), isQuoted: isQuoted)
    }

    /// The name in `__has_include(...)`: whether that file is there decides what the compiler sees.
    private mutating func hasInclude(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Include? {
        let wanted = Bytes("__has_")
        guard line.count >= wanted.count, start < line.count else { return nil }
        guard
            let place = (start..<line.count).first(where: { line[$0...].starts(with: wanted) }),
            let open = line[place...].firstIndex(of: Ascii.leftParen)
        else { return nil }
        let function = line[place..<open]
        guard function.starts(with: Bytes("__has_include")) || function.starts(with: Bytes("__has_embed")) else {
            return nil
        }
        var index = open + 1
        while index < line.count, line[index].isSpace { index += 1 }
        let found = name(line, at: index)
        // Several of them in a line are rare enough to be the preprocessor's to tell.
        if found == nil || line[index...].dropFirst().indices.contains(where: { line[$0...].starts(with: wanted) }) {
            isUndecided = true
        }
        return found
    }
}
