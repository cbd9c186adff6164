import ContentStore
import Testing
import Text

/// The vectors of FIPS 180-4 and of NIST's examples, on both implementations.
@Suite struct DigestTests {
    static let vectors = [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    @Test(arguments: vectors, [false, true])
    func vector(_ vector: (text: String, times: Int, digest: String), portableOnly: Bool) {
        var builder = DigestBuilder(portableOnly: portableOnly)
        for _ in 0..<vector.times { builder.add(Bytes(vector.text.utf8)) }
        #expect(builder.digest().hex.text == vector.digest)
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 119, 128, 1000])
    func piecesGiveTheSameAsTheWhole(_ size: Int) {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for cut in [0, 1, 7, 63, 64, size] where cut <= size {
            var builder = DigestBuilder()
            builder.add(Bytes(content[..<cut]))
            builder.add(Bytes(content[cut...]))
            #expect(builder.digest() == Digest(of: content, portableOnly: true))
        }
    }
}

@Suite struct StageMapTests {
    private func file(_ name: StaticString, _ content: StaticString, executable: Bool = false) -> StageMap.File {
        StageMap.File(path: Bytes(name), digest: Digest(of: Bytes(content)), isExecutable: executable)
    }

    @Test func aContentIsSentOnceAndAgainWhenItChanged() {
        var map = StageMap()
        let old = file("/a", "1")
        #expect(map.missing([old]) == [0])
        map.began([old])
        #expect(map.missing([old]) == nil)
        #expect(map.missing([file("/b", "1")]) == [0])
        map.stored([old], directories: [Bytes("/")])
        #expect(map.missing([old]) == [])
        #expect(map.hasDirectory(Bytes("/")))
        #expect(map.missing([file("/a", "2")]) == [0])
        #expect(map.missing([file("/a", "1", executable: true)]) == [0])
    }

    /// A recipe that nobody waits for may write over what is sent.
    @Test func whatIsBeingMadeIsNotSent() {
        var map = StageMap()
        let one = file("/a", "1")
        map.stored([one], directories: [])
        map.beganMaking([Bytes("/a"), Bytes("/b")])
        map.beganMaking([Bytes("/a")])
        #expect(map.missing([one]) == nil && map.isMaking([Bytes("/c"), Bytes("/b")]))
        map.endedMaking([Bytes("/a"), Bytes("/b")])
        #expect(map.missing([one]) == nil && !map.isMaking([Bytes("/b")]))
        map.endedMaking([Bytes("/a")])
        #expect(map.missing([one]) == [0])
    }

    @Test func whatFailedToArriveIsUnknown() {
        var map = StageMap()
        let one = file("/a", "1")
        map.began([one])
        map.failed([one])
        #expect(map.missing([one]) == [0])
    }
}
