import LocalExecution
import Platform
import Testing
import Text

/// Pools that several processes share; the others are played by more pools in this process, or by bare descriptors.
@Suite(.serialized) struct JobTokensTests {
    private func pool(_ jobs: Int) throws -> JobTokens {
        try #require(JobTokens.make(jobs: jobs, directory: Bytes("/tmp")))
    }

    /// Descriptors as a program finds them that inherited them, in words.
    private func inherited(_ ends: [Int32]) -> [UInt8] {
        let numbers = ends.map { Bytes("\(fcntl($0, F_DUPFD, 3))") }
        return Bytes(numbers.joined(separator: [Ascii.comma]))
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
        let guest = try #require(JobTokens.inherit(inherited(owner.descriptors)))
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
        let guest = try #require(JobTokens.inherit(inherited(owner.descriptors)))
        #expect(taken(guest) == 3)
        // It ends without giving any back.
        owner.unshare()
        #expect(taken(owner) == 3)
    }

    @Test func tokensThatComeBackLateAreNotCountedTwice() throws {
        let owner = try pool(3)
        defer { owner.removeName() }
        owner.share()
        let guest = try #require(JobTokens.inherit(inherited(owner.descriptors)))
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
        let guest = try #require(JobTokens.inherit(inherited(owner.descriptors)))
        #expect(taken(guest) == 4)
        guest.giveAll()
        #expect(taken(owner) == 4)
    }

    @Test(arguments: [JobTokens.Alarm.error, .interrupt]) func everybodySeesAnAlarm(_ alarm: JobTokens.Alarm) throws {
        let owner = try pool(4)
        defer { owner.removeName() }
        owner.share()
        let first = try #require(JobTokens.inherit(inherited(owner.descriptors)))
        let second = try #require(JobTokens.inherit(inherited(owner.descriptors)))
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
        let byNumber = try #require(JobTokens.join(jobserver: inherited(owner.gnuDescriptors), isForeign: true))
        #expect(byName.take() == .taken)
        #expect(byNumber.take() == .taken)
        #expect(owner.take() == .none)
        byName.give()
        #expect(owner.take() == .taken)
    }

    @Test func foreignTokensGoBackAsTheyCame() throws {
        let ends = try makePipe()
        writeAll(ends.write, Bytes("EI"))
        let guest = try #require(JobTokens.join(jobserver: inherited([ends.read, ends.write]), isForeign: true))
        #expect(taken(guest) == 2)
        guest.raise(.error)
        guest.giveAll()
        #expect(Set(readSome(guest.descriptors[0])) == Set(Bytes("EI")))
    }

    @Test(arguments: ["", "15", "a,b", "0,1", "900,901", "1,2,3"]) func badNumbersAreNoPool(_ text: String) {
        #expect(JobTokens.inherit(Bytes(text)) == nil)
        #expect(JobTokens.join(jobserver: Bytes(text), isForeign: true) == nil)
    }

    /// The numbers of descriptors that are closed in this process may have become those of pipes of its own.
    @Test func ownPipesAreNoPool() throws {
        let ends = try makePipe()
        #expect(JobTokens.inherit(Bytes("\(ends.read),\(ends.write)")) == nil)
        #expect(JobTokens.inherit(inherited([ends.write, ends.read])) == nil)
        #expect(JobTokens.inherit(inherited([ends.read, ends.write])) != nil)
    }

    @Test func aFileIsNoPool() {
        #expect(JobTokens.join(jobserver: Bytes("fifo:/dev/null"), isForeign: true) == nil)
        #expect(JobTokens.join(jobserver: Bytes("fifo:/nonexistent"), isForeign: true) == nil)
    }
}
