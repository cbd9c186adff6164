import Report
import Testing
import Text

/// What a distributed build says at its end.
@Suite struct DistributionSummaryTests {
    private func lines(_ tally: DistributionTally, elapsed: Int64 = 1_000_000_000, sent: Int = 0) -> [String] {
        DistributionSummary(tally: tally, elapsed: elapsed, sentBytes: sent).paragraph.map { $0.text }
    }

    @Test func nothingWasMade() { #expect(lines(DistributionTally()) == []) }

    @Test func aParagraph() {
        var tally = DistributionTally(order: [Bytes("a"), Bytes("b")])
        for host in ["a", "a", "b"] { tally.made(on: Bytes(host.utf8)) }
        tally.worked(on: Bytes("a"), nanoseconds: 430_000_000)
        tally.worked(on: Bytes("b"), nanoseconds: 12_340_000_000)
        for isNamed in [false, true, true, true] { tally.madeHere(isNamed: isNamed) }
        tally.workedHere(nanoseconds: 2_000_000_000)
        tally.stayed(.quicker)
        tally.stayed(.tied, "whose recipe runs make")
        tally.fetched(bytes: 1536)
        tally.lookedUp()
        #expect(
            lines(tally, elapsed: 14_000_000_000, sent: 3 << 20) == [
                "distmake: 3 remote (a 2, b 1), 4 local (1 quicker here, 1 cannot travel)",
                "  took 14.0 s; recipes ran 12.7 s on hosts (b 12.3 s, a 0.43 s), 2.00 s here",
                "  sent 3.0 MiB, fetched 1.5 KiB",
                "  the cache had 0 of 1",
                "  made here: 1 as no host had a free slot, 1 not named by .DIST, 1 quicker here, 1 whose recipe runs make",
            ])
    }

    @Test func manyHosts() {
        var tally = DistributionTally()
        for index in 1...9 {
            tally.made(on: Bytes("h\(index)".utf8))
            tally.worked(on: Bytes("h\(index)".utf8), nanoseconds: Int64(index) * 10_000_000_000)
        }
        #expect(
            lines(tally, elapsed: 4_000_000_000_000)[1]
                == "  took 66 min; recipes ran 450.0 s on hosts (h9 90.0 s, h8 80.0 s, h7 70.0 s, h6 60.0 s, h5 50.0 s and 4 more)"
        )
    }

    @Test func forPrograms() {
        var tally = DistributionTally()
        tally.made(on: Bytes("a\"b"))
        tally.worked(on: Bytes("a\"b"), nanoseconds: 5)
        tally.madeHere()
        #expect(
            DistributionSummary(tally: tally, elapsed: 7, sentBytes: 3).json.text == """
                {"format": "distmake summary",
                 "version": 1,
                 "elapsed_ns": 7,
                 "remote": 1,
                 "local": 1,
                 "cached": 0,
                 "cache_lookups": 0,
                 "retried": 0,
                 "raced": 0,
                 "overtaken": 0,
                 "undeclared": 0,
                 "sent_bytes": 3,
                 "fetched_bytes": 0,
                 "local_busy_ns": 0,
                 "hosts": [{"name": "a\\"b", "targets": 1, "busy_ns": 5}],
                 "made_here": {"as no host had a free slot": 1}}

                """)
    }
}
