import RemoteExecution
import Testing
import Text

@Suite struct PlacementTests {
    /// Hosts as (slots, speed), and the order in which they are filled.
    static let tables: [([(slots: Int, speed: Double)], [Int])] = [
        ([(1, 1)], [0]),
        ([(2, 1), (2, 1)], [0, 1, 0, 1]),
        ([(1, 1), (3, 1)], [0, 1, 1, 1]),
        ([(4, 1), (2, 1)], [0, 1, 0, 0, 1, 0]),
        ([(1, 1), (1, 2)], [1, 0]),
        ([(2, 1), (2, 1.5), (2, 1)], [1, 0, 2, 1, 0, 2]),
        ([], []),
    ]

    @Test(arguments: tables) func fillsByLoadSpeedAndOrder(_ hosts: [(slots: Int, speed: Double)], _ order: [Int]) {
        var placement = Placement(hosts: hosts)
        for index in hosts.indices { placement.set(index, .up) }
        var chosen: [Int] = []
        while let host = placement.choose() {
            chosen.append(host)
            placement.started(on: host)
        }
        #expect(chosen == order)
        if let first = order.first {
            placement.finished(on: first)
            #expect(placement.choose() == first)
        }
    }

    @Test func unusableHostsTakeNothing() {
        var placement = Placement(hosts: [(2, 1), (2, 1)])
        #expect(placement.choose() == nil)
        placement.set(0, .connecting)
        #expect(placement.choose() == 0)
        placement.set(1, .up)
        placement.started(on: 0)
        #expect(placement.choose() == 1)
        placement.set(1, .unusable)
        #expect(placement.choose() == 0)
    }

    @Test func hostsComeAndGo() {
        var placement = Placement(hosts: [(2, 1)])
        placement.set(0, .up)
        #expect(placement.add(slots: 2, speed: 2) == 1)
        #expect(placement.choose() == 0, "the new one is not connected")
        placement.set(1, .up)
        #expect(placement.choose() == 1)
        placement.started(on: 1)
        placement.setOpen(1, false)
        #expect(placement.choose() == 0)
        #expect(placement.running(on: 1) == 1)
        #expect(placement.add(slots: 1, speed: 1) == 2, "a host that drains keeps its seat")
        placement.finished(on: 1)
        placement.vacate(1)
        #expect(placement.add(slots: 4, speed: 1) == 1)
        placement.set(1, .up)
        #expect(placement.free(on: 1) == 4)
        placement.setOpen(0, false)
        placement.setOpen(1, false)
        #expect(placement.choose() == nil)
        placement.setOpen(0, true)
        #expect(placement.choose() == 0)
    }

    @Test func aChangedNumberOfSlotsHoldsAtOnce() {
        var placement = Placement(hosts: [(2, 1)])
        placement.set(0, .up)
        placement.started(on: 0, slots: 2)
        #expect(placement.choose() == nil)
        placement.change(0, slots: 3, speed: 1)
        #expect(placement.choose() == 0 && placement.free(on: 0) == 1)
        placement.change(0, slots: 1, speed: 1)
        #expect(placement.choose() == nil && placement.free(on: 0) == 0)
        placement.finished(on: 0, slots: 2)
        #expect(placement.choose() == 0 && placement.free(on: 0) == 1)
    }
}

@Suite struct PathTests {
    static let paths: [(String, String, String?)] = [
        ("a.c", "/src", "/src/a.c"),
        ("../include/x.h", "/src/lib", "/src/include/x.h"),
        ("/usr/include/x.h", "/src", "/usr/include/x.h"),
        ("../../../../etc/passwd", "/src", "/etc/passwd"),
        ("/../../x", "/src", "/x"),
        ("./a//b/./c/../d", "/s", "/s/a/b/d"),
        ("..", "/", "/"),
        ("-rf", "/s", "/s/-rf"),
        ("a\nb", "/s", "/s/a\nb"),
        ("", "/s", nil),
        ("a\u{0}b", "/s", nil),
        ("a", "relative", nil),
    ]

    @Test(arguments: paths) func neverLeavesTheStage(_ path: String, _ directory: String, _ expected: String?) {
        #expect(normalizedPath(Bytes(path.utf8), in: Bytes(directory.utf8))?.text == expected)
    }
}
