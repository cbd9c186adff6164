import ContentStore
import Testing

@Suite struct StoreTests {
    private let digest = Digest(of: [UInt8]("one".utf8))
    private let other = Digest(of: [UInt8]("two".utf8))

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func aNameTellsContentTimeAndMode() {
        let entry = StoreEntry(digest: digest, modified: 0x5F00_0000, isExecutable: true)
        let hex = text(digest.hex)
        #expect(text(entry.name) == "\(hex.prefix(2))/\(hex.dropFirst(2))-5f000000x")
        #expect(StoreEntry(name: entry.name, of: digest) == entry)
        for end in ["", "x", "5F000000", "05f", "-5", "5f000000xx", "5f/../x", "fffffffffff", "5f 1"] {
            let name = StoreEntry.prefix(of: digest) + [UInt8](end.utf8)
            #expect(StoreEntry(name: name, of: digest) == nil, "\(end)")
        }
        #expect(StoreEntry(name: entry.name, of: other) == nil)
    }

    /// What a host says of its store is used only if name, time and size are what they should be.
    @Test func whatAHostSaysIsChecked() {
        let good = StoreEntry(digest: digest, modified: 100, isExecutable: false)
        let older = StoreEntry(digest: other, modified: 50, isExecutable: false)
        let touched = StoreEntry(digest: digest, modified: 200, isExecutable: false)
        let stranger = StoreEntry(digest: Digest(of: [1]), modified: 1, isExecutable: false)
        let listing = StoreListing(
            [UInt8](
                """
                100 3 \(text(good.name))
                50 3 \(text(older.name))
                201 3 \(text(touched.name))
                1 1 \(text(stranger.name))
                100 4 \(text(StoreEntry(digest: other, modified: 100, isExecutable: true).name))
                nonsense
                100 3 ../../etc/passwd
                -100 3 \(text(good.name))x
                """.utf8), wanted: [digest: 3, other: 3])
        #expect(listing.best(for: good) == good)
        // Another time: the content is there.
        #expect(listing.best(for: StoreEntry(digest: digest, modified: 7, isExecutable: true)) == good)
        #expect(listing.best(for: StoreEntry(digest: other, modified: 50, isExecutable: false)) == older)
        #expect(listing.best(for: stranger) == nil)
        #expect(listing.spoilt.count == 3)
        #expect(listing.spoilt.contains(touched.name))
    }
}
