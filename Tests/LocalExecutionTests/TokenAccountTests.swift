import Testing

@testable import LocalExecution

/// Who has the job tokens (make-language.md 1.8).
@Suite struct TokenAccountTests {
    private let plus = TokenAccount.plain

    /// The macro takes no calls that change what they are made on.
    private func expect<T: Equatable>(
        _ value: T, _ expected: T, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(value == expected, sourceLocation: location)
    }

    @Test func ownerCountsInMemoryAsLongAsNobodyShares() {
        var account = TokenAccount(total: 2)
        expect(account.take(), .taken)
        expect(account.take(), .taken)
        expect(account.take(), .none)
        expect(account.give(), nil)
        expect(account.take(), .taken)
        #expect(account.heldCount == 2)
    }

    @Test func freeTokensGoIntoThePipeWithTheFirstSharer() {
        var account = TokenAccount(total: 3)
        expect(account.take(), .taken)
        expect(account.share(), [plus, plus])
        expect(account.share(), [])
        expect(account.take(), .askPipe)
        expect(account.give(), plus)
    }

    @Test func everythingNotHeldIsFreeAgainAfterTheLastSharer() {
        var account = TokenAccount(total: 3)
        _ = account.share()
        _ = account.share()
        account.didRead(plus)
        expect(account.unshare(), false)
        expect(account.unshare(), true)
        // One is held; the other two are there, whatever the sharers did with theirs.
        expect(account.take(), .taken)
        expect(account.take(), .taken)
        expect(account.take(), .none)
    }

    @Test func guestsAlwaysAskThePipeAndGiveBackWhatTheyTook() {
        var account = TokenAccount(total: nil)
        expect(account.take(), .askPipe)
        account.didRead(7)
        account.didRead(9)
        expect(account.share(), [])
        expect(account.unshare(), false)
        let back = [account.give(), account.give()]
        #expect(Set(back) == [7, 9])
        expect(account.give(), nil)
    }

    @Test func oneJobAtATimeHasNoTokens() {
        var account = TokenAccount(total: 0)
        expect(account.take(), .none)
        expect(account.share(), [])
    }
}
