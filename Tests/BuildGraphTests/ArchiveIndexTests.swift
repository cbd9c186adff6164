import Testing
import Text

@testable import BuildGraph

/// A member as ar(1) writes it.
private func member(_ name: String, date: String = "1700000000", _ data: String = "") -> Bytes {
    func field(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.utf8.count)
    }
    let header =
        field(name, 16) + field(date, 12) + field("0", 6) + field("0", 6) + field("100644", 8)
        + field("\(data.utf8.count)", 10) + "`\n"
    return Bytes((header + data + (data.utf8.count % 2 == 1 ? "\n" : "")).utf8)
}

private let magic = Bytes("!<arch>\n")

@Suite struct ArchiveIndexTests {
    @Test func systemVNames() throws {
        let archive =
            magic + member("/", date: "7", "\0\0\0\0") + member("//", date: "", "a-name-that-is-long.o/\nsecond.o/\n")
            + member("a.o/", date: "11", "odd") + member("/0", date: "12", "even") + member("/23", date: "13")
        let index = try ArchiveIndex(archive)
        #expect(index.members.map(\.name.text) == ["a.o", "a-name-that-is-long.o", "second.o"])
        #expect(index.members.map(\.modified) == [11, 12, 13])
        #expect(index.symbolTableModified == 7)
        #expect(index.member(Bytes("a.o"))?.headerOffset == 8 + 64 + 60 + 34)
    }

    @Test func berkeleyNames() throws {
        let archive =
            magic + member("#1/12", date: "5", "__.SYMDEF\0\0\0data") + member("plain.o", date: "6", "x")
            + member("#1/20", date: "8", "with a blank in it\0\0y")
        let index = try ArchiveIndex(archive)
        #expect(index.members.map(\.name.text) == ["plain.o", "with a blank in it"])
        #expect(index.symbolTableModified == 5)
        #expect(index.member(Bytes("nothing.o")) == nil)
    }

    @Test func sixteenBytesFillTheField() throws {
        let index = try ArchiveIndex(magic + member("sixteen-bytes.oo"))
        #expect(index.members.map(\.name.text) == ["sixteen-bytes.oo"])
        #expect(index.symbolTableModified == nil)
    }

    @Test func thinArchivesHaveNoData() throws {
        var far = member("/0", "0123456789")
        far.removeLast(10)
        let index = try ArchiveIndex(Bytes("!<thin>\n") + member("//", date: "", "dir/far.o/\n") + far + far)
        #expect(index.members.map(\.name.text) == ["dir/far.o", "dir/far.o"])
    }

    @Test func emptyArchive() throws {
        #expect(try ArchiveIndex(magic).members.isEmpty)
    }

    @Test(arguments: [
        (Bytes("!<arch>"), ArchiveError.noMagic),
        (Bytes(), .noMagic),
        (magic + Bytes("short"), .badHeader(offset: 8)),
        (magic + member("a.o", date: "12x"), .badHeader(offset: 8)),
        (magic + member("a.o", date: "1 2"), .badHeader(offset: 8)),
        (magic + member(""), .badHeader(offset: 8)),
        (magic + member("a.o", "data").dropLast(1), .truncatedMember(offset: 8)),
        (magic + member("/0", "data"), .badName(offset: 8)),
        (magic + member("#1/9", "data"), .badName(offset: 8)),
        (magic + member("#1/-1", "data"), .badName(offset: 8)),
        (magic + member("/x", "data"), .badName(offset: 8)),
    ])
    func malformed(_ archive: Bytes, _ expected: ArchiveError) {
        #expect(throws: expected) { try ArchiveIndex(archive) }
    }

    @Test func anyCutIsAnErrorOrAnIndex() {
        let archive = magic + member("//", date: "", "long/\n") + member("/0", "data") + member("#1/4", "name")
        for end in archive.indices { _ = try? ArchiveIndex(Bytes(archive[..<end])) }
        for place in archive.indices {
            for byte in [0, 0x20, 0x2F, 0x39, 0xFF] as Bytes {
                var changed = archive
                changed[place] = byte
                _ = try? ArchiveIndex(changed)
            }
        }
    }
}
