import LocalExecution
import Platform
import Testing
import Text

/// Pools that several processes share; the others are played by more pools in this process, or by bare descriptors.
@Suite(.serialized) struct JobTokensTests {
    private func pool(_ jobs: Int) throws -> JobTokens {
        try #require(JobTokens.make(jobs: jobs, directory: Bytes("/tmp")))
    }

    private func taken(_ tokens: JobTokens) -> Int {
        var count = 0
        while tokens.take() == .taken { count += 1 }
        return count
    }

    @Test func descriptorsAreAboveThoseOfRecipesAndClosedInThem() throws {
        let tokens = try pool(3)
        defer { tokens.removeName() }
        for end in tokens.descriptors {
            #expect(end >= 15)
            #expect(fcntl(end, F_GETFD) & FD_CLOEXEC != 0)
        }
    }

    @Test func ownerAndGuestHaveOneBudget() throws {
        let owner = try pool(4)
        defer { owner.removeName() }
        #expect(owner.take() == .taken)
        owner.share()
        let guest = try #require(JobTokens.inherit(owner.ends))
        #expect(taken(guest) == 2)
        #expect(owner.take() == .none)
        owner.give()
        #expect(guest.take() == .taken)
        #expect(guest.take() == .none)
    }

    @Test func tokensOfAKilledGuestComeBack() throws {
        let owner = try pool(4)
        defer { owner.removeName() }
        owner.share()
        let guest = try #require(JobTokens.inherit(owner.ends))
        #expect(taken(guest) == 3)
        // It ends without giving any back.
        owner.unshare()
        #expect(taken(owner) == 3)
    }

    @Test func tokensThatComeBackLateAreNotCountedTwice() throws {
        let owner = try pool(3)
        defer { owner.removeName() }
        owner.share()
        let guest = try #require(JobTokens.inherit(owner.ends))
        #expect(taken(guest) == 2)
        owner.unshare()
        guest.giveAll()
        owner.share()
        #expect(taken(owner) == 2)
    }

    @Test func guestGivesBackAllItHolds() throws {
        let owner = try pool(5)
        defer { owner.removeName() }
        owner.share()
        let guest = try #require(JobTokens.inherit(owner.ends))
        #expect(taken(guest) == 4)
        guest.giveAll()
        #expect(taken(owner) == 4)
    }

    @Test(arguments: [JobTokens.Alarm.error, .interrupt]) func everybodySeesAnAlarm(_ alarm: JobTokens.Alarm) throws {
        let owner = try pool(4)
        defer { owner.removeName() }
        owner.share()
        let first = try #require(JobTokens.inherit(owner.ends))
        let second = try #require(JobTokens.inherit(owner.ends))
        first.raise(alarm)
        #expect(second.take() == .alarm(alarm))
        #expect(second.take() == .alarm(alarm))
        #expect(owner.take() == .alarm(alarm))
        owner.unshare()
        #expect(taken(owner) == 3)
    }

    @Test func byNameAndByNumberItIsTheSamePool() throws {
        let owner = try pool(3)
        defer { owner.removeName() }
        owner.share()
        let fifo = try #require(owner.fifo)
        let byName = try #require(JobTokens.join(jobserver: fifo, isForeign: true))
        let numbers = owner.gnuDescriptors.map { Bytes("\($0)") }.joined(separator: [Ascii.comma])
        let byNumber = try #require(JobTokens.join(jobserver: Bytes(numbers), isForeign: true))
        #expect(byName.take() == .taken)
        #expect(byNumber.take() == .taken)
        #expect(owner.take() == .none)
        byName.give()
        #expect(owner.take() == .taken)
    }

    @Test func foreignTokensGoBackAsTheyCame() throws {
        let ends = try makePipe()
        writeAll(ends.write, Bytes("EI"))
        let guest = try #require(JobTokens.join(jobserver: Bytes("\(ends.read),\(ends.write)"), isForeign: true))
        #expect(taken(guest) == 2)
        guest.raise(.error)
        guest.giveAll()
        #expect(Set(readSome(guest.descriptors[0])) == Set(Bytes("EI")))
    }

    @Test(arguments: ["", "15", "a,b", "0,1", "900,901", "1,2,3"]) func badNumbersAreNoPool(_ text: String) {
        #expect(JobTokens.inherit(Bytes(text)) == nil)
        #expect(JobTokens.join(jobserver: Bytes(text), isForeign: true) == nil)
    }

    @Test func aFileIsNoPool() {
        #expect(JobTokens.join(jobserver: Bytes("fifo:/dev/null"), isForeign: true) == nil)
        #expect(JobTokens.join(jobserver: Bytes("fifo:/nonexistent"), isForeign: true) == nil)
    }
}
