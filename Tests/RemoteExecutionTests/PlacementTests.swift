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

/// Any order of events, beside a model that looks at all hosts each time.
@Suite struct PlacementModelTests {
    private struct Model {
        struct Seat {
            var slots: Int
            var speed: Double
            var running = 0
            var condition = Placement.Condition.unusable
            var isOpen = true
            var isBlocked = false
            var meets: [Bool]
        }

        var seats: [Seat] = []
        var demands = 1

        func choose(for demand: Int, except other: Int? = nil) -> Int? {
            let free = seats.indices.filter { index in
                let seat = seats[index]
                return seat.meets[demand] && !seat.isBlocked && seat.running < seat.slots && index != other
                    && seat.isOpen
                    && seat.condition != .unusable
            }
            return free.min {
                let (a, b) = (seats[$0], seats[$1])
                if a.running * b.slots != b.running * a.slots { return a.running * b.slots < b.running * a.slots }
                return a.speed != b.speed ? a.speed > b.speed : $0 < $1
            }
        }
    }

    private struct Dice {
        var state: UInt64
        mutating func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
    }

    @Test(arguments: 1...40) func choosesAsTheModelDoes(_ seed: UInt64) {
        var dice = Dice(state: seed)
        var model = Model()
        var placement = Placement()
        for _ in 0..<400 {
            let count = model.seats.count
            let host = count == 0 ? 0 : dice.next(count)
            switch count == 0 ? 0 : dice.next(14) {
            case 0 where count < 30:
                let slots = 1 + dice.next(4)
                let speed = [0.5, 1, 1, 2][dice.next(4)]
                let meets = (0..<model.demands).map { $0 == 0 || dice.next(2) == 0 }
                model.seats.append(Model.Seat(slots: slots, speed: speed, meets: meets))
                #expect(placement.add(slots: slots, speed: speed) == count)
                for demand in meets.indices.dropFirst() { placement.set(count, meets: demand, meets[demand]) }
            case 1 where model.demands < 6:
                let answers = (0..<count).map { _ in dice.next(2) == 0 }
                for index in answers.indices { model.seats[index].meets.append(answers[index]) }
                #expect(placement.addDemand { answers[$0] } == model.demands)
                model.demands += 1
            case 2:
                let demand = dice.next(model.demands)
                let isMet = demand == 0 || dice.next(2) == 0
                model.seats[host].meets[demand] = isMet
                placement.set(host, meets: demand, isMet)
            case 3:
                model.seats[host].isBlocked = true
                placement.block(host)
            case 4:
                for index in model.seats.indices { model.seats[index].isBlocked = false }
                placement.unblock()
            case 5:
                model.seats[host].speed = [0.5, 1, 2, 3][dice.next(4)]
                placement.set(host, speed: model.seats[host].speed)
            case 10:
                (model.seats[host].slots, model.seats[host].speed) = (1 + dice.next(4), 1)
                placement.change(host, slots: model.seats[host].slots, speed: 1)
            case 6 where dice.next(2) == 0:
                model.seats[host].isOpen.toggle()
                placement.setOpen(host, model.seats[host].isOpen)
            case 6, 7, 8:
                model.seats[host].condition = [.up, .up, .connecting, .unusable][dice.next(4)]
                placement.set(host, model.seats[host].condition)
            case 9:
                let slots = 1 + dice.next(2)
                model.seats[host].running = max(model.seats[host].running - slots, 0)
                model.seats[host].isBlocked = false
                placement.finished(on: host, slots: slots)
            default:
                guard let chosen = placement.choose(for: dice.next(model.demands)) else { continue }
                model.seats[chosen].running += 1
                placement.started(on: chosen)
            }
            for demand in 0..<model.demands {
                #expect(placement.choose(for: demand) == model.choose(for: demand), "seed \(seed)")
                let other = dice.next(max(model.seats.count, 1))
                #expect(
                    placement.choose(for: demand, except: other) == model.choose(for: demand, except: other),
                    "seed \(seed)")
            }
        }
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
