import Platform
import RemoteExecution
import Testing
import Text

/// Slots of hosts that several makes share; the others are played by more openings of the same file.
@Suite struct CommonSlotsTests {
    private func pair() throws -> (CommonSlots, CommonSlots) {
        let locks = try #require(SharedLocks.make(in: Bytes("/tmp")))
        // The file goes with the first, whose descriptor names it.
        let other = try #require(SharedLocks.open(locks.path))
        locks.removeName()
        return (CommonSlots(locks), CommonSlots(other))
    }

    @Test func oneBudget() throws {
        let (first, second) = try pair()
        let box = Bytes("box")
        #expect(first.take(1, of: box, count: 3).count == 1)
        #expect(second.take(9, of: box, count: 3).count == 2)
        #expect(first.take(1, of: box, count: 3).isEmpty)
        #expect(second.take(1, of: box, count: 3).isEmpty)
        #expect(second.take(1, of: Bytes("other"), count: 1).count == 1)
    }

    @Test func slotsComeBack() throws {
        let (first, second) = try pair()
        let box = Bytes("box")
        let taken = first.take(2, of: box, count: 2)
        first.give(Array(taken.prefix(1)))
        #expect(second.take(2, of: box, count: 2).count == 1)
        first.give(taken)
        #expect(second.take(2, of: box, count: 2).count == 1)
    }

    @Test func aLongerListOfOneMakeDoesNotGiveTheOtherMore() throws {
        let (first, second) = try pair()
        let box = Bytes("box")
        #expect(first.take(9, of: box, count: 4).count == 4)
        #expect(second.take(9, of: box, count: 2).isEmpty)
    }

    @Test func theEndOfAHolderGivesBackAll() throws {
        let locks = try #require(SharedLocks.make(in: Bytes("/tmp")))
        defer { locks.removeName() }
        let second = CommonSlots(locks)
        do {
            let first = CommonSlots(try #require(SharedLocks.open(locks.path)))
            #expect(first.take(2, of: Bytes("box"), count: 2).count == 2)
            #expect(second.take(2, of: Bytes("box"), count: 2).isEmpty)
        }
        #expect(second.take(2, of: Bytes("box"), count: 2).count == 2)
    }

    @Test(arguments: ["", "/", "/dev/null", "/nonexistent/file"]) func noFile(_ path: String) {
        #expect(SharedLocks.open(Bytes(path)) == nil)
    }
}
