import Report
import Testing
import Text

@Suite struct DistributionTallyTests {
    @Test func hostsThatComeLaterStandBehind() {
        var tally = DistributionTally(order: [Bytes("a"), Bytes("b"), Bytes("c")])
        #expect(tally.line == nil)
        for host in ["c", "late", "a", "c"] { tally.made(on: Bytes(host.utf8)) }
        tally.madeHere()
        #expect(tally.line?.text == "distmake: 4 remote (a 1, c 2, late 1), 1 local")
    }

    @Test func theTopReasons() {
        var tally = DistributionTally()
        for _ in 1...9 { tally.madeHere() }
        #expect(tally.line?.text == "distmake: 0 remote, 9 local")
        for reason in [.quicker, .quicker, .quicker, .lost, .noHostFits, .noHostFits, .otherCompiler]
            as [DistributionTally.Reason]
        {
            tally.stayed(reason)
        }
        #expect(
            tally.line?.text
                == "distmake: 0 remote, 9 local (3 quicker here, 2 fit no host, 1 for another compiler there)")
        tally.madeHereAfterFailure()
        tally.lost()
        tally.beganRace()
        tally.beganRace()
        #expect(tally.line?.text.hasSuffix("), 1 of them after a failure on a host, 1 retried, 2 raced") == true)
        tally.wonByTwin()
        #expect(tally.line?.text.hasSuffix(", 2 raced (1 overtaken)") == true)
    }
}
