package import Text

/// Why bytes are no archive.
package enum ArchiveError: Error, Equatable {
    case noMagic
    /// The header at this offset is cut off or makes no sense.
    case badHeader(offset: Int)
    /// The data of the member whose header is at this offset is cut off.
    case truncatedMember(offset: Int)
    /// The member whose header is at this offset has its name in a table that lacks it.
    case badName(offset: Int)
}

/// The table of contents of an ar(1) archive (make-language.md section 6.7).
///
/// Format: `!<arch>\n`, then for each member a header of 60 bytes, its data, and a newline if the next header would not
/// be at an even place. The header has in ASCII, padded with blanks: name 16, date 12, uid 6, gid 6, mode 8 (octal),
/// size 10, and ends with a backquote and a newline. The name of a member is
/// - the text itself, with a `/` behind it in SysV archives;
/// - `#1/N` (BSD): the first N bytes of the data;
/// - `/N` (SysV): at place N of the member `//`, up to a `/` and a newline.
///
/// The symbol table is the member `/` or `/SYM64/` (SysV) or `__.SYMDEF` (BSD). A thin archive begins with `!<thin>\n`
/// and holds the data of these tables only.
package struct ArchiveIndex: Equatable, Sendable {
    package struct Member: Equatable, Sendable {
        package let name: Bytes
        /// In seconds since 1970.
        package let modified: Int
        package let headerOffset: Int
    }

    /// All but the tables, in the order of the archive.
    package private(set) var members: [Member] = []
    /// The date of the symbol table, in seconds since 1970; nil if there is none.
    package private(set) var symbolTableModified: Int?

    private static let headerSize = 60

    package init(_ archive: Bytes) throws(ArchiveError) {
        let isThin = archive.hasPrefix(Bytes("!<thin>\n"))
        guard isThin || archive.hasPrefix(Bytes("!<arch>\n")) else { throw .noMagic }
        var longNames = 0..<0
        var offset = 8
        while offset < archive.count {
            let header = try Header(archive, at: offset)
            let data = offset + ArchiveIndex.headerSize
            let isTable = header.isTable
            let dataSize = isThin && !isTable ? 0 : header.size
            guard dataSize <= archive.count - data else { throw .truncatedMember(offset: offset) }
            if isTable && header.name.starts(with: Bytes("//")) {
                longNames = data..<(data + dataSize)
            } else {
                let name = try header.fullName(archive, at: offset, data..<(data + dataSize), longNames)
                if isTable || name.hasPrefix(Bytes("__.SYMDEF")) {
                    symbolTableModified = header.modified
                } else {
                    members.append(Member(name: name, modified: header.modified, headerOffset: offset))
                }
            }
            offset = data + dataSize
            offset += offset & 1
        }
    }

    /// The last member of this name, which is the one that a later `ar r` replaces or that was added last.
    package func member(_ name: Bytes) -> Member? {
        members.last { $0.name == name }
    }

    private struct Header {
        /// Without the blanks at its end.
        let name: Bytes
        let modified: Int
        let size: Int

        init(_ archive: Bytes, at offset: Int) throws(ArchiveError) {
            guard archive.count - offset >= ArchiveIndex.headerSize,
                archive[offset + 58] == Ascii.backquote, archive[offset + 59] == Ascii.newline,
                let modified = Header.number(archive[(offset + 16)..<(offset + 28)], isOptional: true),
                let size = Header.number(archive[(offset + 48)..<(offset + 58)], isOptional: false)
            else { throw .badHeader(offset: offset) }
            var nameEnd = offset + 16
            while nameEnd > offset && archive[nameEnd - 1] == Ascii.space { nameEnd -= 1 }
            guard nameEnd > offset else { throw .badHeader(offset: offset) }
            name = Bytes(archive[offset..<nameEnd])
            self.modified = modified
            self.size = size
        }

        /// The tables of SysV archives; those of BSD archives have a name like any member.
        var isTable: Bool { name == [Ascii.slash] || name == Bytes("//") || name == Bytes("/SYM64/") }

        func fullName(
            _ archive: Bytes, at offset: Int, _ data: Range<Int>, _ longNames: Range<Int>
        ) throws(ArchiveError) -> Bytes {
            if isTable { return name }
            if name.hasPrefix(Bytes("#1/")) {
                guard let length = Header.number(name[3...], isOptional: false), length <= data.count else {
                    throw .badName(offset: offset)
                }
                let padded = archive[data.lowerBound..<(data.lowerBound + length)]
                return Bytes(padded.prefix { $0 != 0 })
            }
            if name[0] == Ascii.slash {
                guard let place = Header.number(name[1...], isOptional: false), place < longNames.count else {
                    throw .badName(offset: offset)
                }
                let rest = archive[(longNames.lowerBound + place)..<longNames.upperBound]
                var long = Bytes(rest.prefix { $0 != Ascii.newline && $0 != 0 })
                if long.last == Ascii.slash { long.removeLast() }
                return long
            }
            return name.last == Ascii.slash ? Bytes(name.dropLast()) : name
        }

        /// Decimal digits with blanks behind them; nothing but blanks is 0 where that may be.
        private static func number(_ field: ArraySlice<UInt8>, isOptional: Bool) -> Int? {
            var value = 0
            var digits = 0
            for byte in field.prefix(while: { $0 != Ascii.space }) {
                guard byte.isDigit, digits < 18 else { return nil }
                value = value * 10 + Int(byte - Ascii.zero)
                digits += 1
            }
            let rest = field.dropFirst(digits)
            guard digits > 0 || isOptional, rest.allSatisfy({ $0 == Ascii.space }) else { return nil }
            return value
        }
    }
}
