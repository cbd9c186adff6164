import RemoteExecution
import Testing
import Text

@testable import RemoteExecution

@Suite struct HostConditionTests {
    static let words: [(String, [String], Bool)] = [
        ("os=linux", ["os=linux"], true),
        ("os=Linux", ["os=LINUX"], true),
        ("os=*bsd", ["os=netbsd"], true),
        ("os=linux", ["rack=a"], false),
        ("rack=r[12]*", ["rack=r2-left"], true),
        ("rack=R2", ["rack=r2"], false),
        ("big", ["big=yes"], true),
        ("big", ["big="], true),
        ("big", ["small=yes"], false),
        ("!big", ["small=yes"], true),
        ("!big", ["big=no"], false),
        ("!rack=a", ["rack=b"], true),
        ("!rack=a", ["rack=a"], false),
        ("!rack=a", [], true),
        ("rack=", ["rack="], true),
        ("rack=", ["rack=a"], false),
    ]

    @Test(arguments: words) func holds(_ word: String, _ labels: [String], _ expected: Bool) throws {
        let condition = try #require(HostCondition(Bytes(word.utf8)))
        let answer = facts(labels, isUp: true).meets(Demand(conditions: [condition]), here: [:])
        #expect(answer == (expected ? .yes : .no))
    }

    @Test(arguments: ["", "!", "=x", "!=x", "1key", "a b", "-x", "key/x=1", "!!x", "$x"])
    func isNoCondition(_ word: String) {
        #expect(HostCondition(Bytes(word.utf8)) == nil)
    }

    @Test func whatIsNotKnownYetIsOpen() throws {
        let linux = Demand(conditions: [try #require(HostCondition(Bytes("os=linux")))])
        let notLinux = Demand(conditions: [try #require(HostCondition(Bytes("!os=linux")))])
        var host = facts([], isUp: false)
        #expect(host.meets(linux, here: [:]) == .open && host.meets(notLinux, here: [:]) == .open)
        host.isUp(os: Bytes("Linux"), arch: Bytes("x86_64"))
        #expect(host.meets(linux, here: [:]) == .yes && host.meets(notLinux, here: [:]) == .no)
        // The file has precedence over what the host says, and is known at once.
        #expect(facts(["os=netbsd"], isUp: true).meets(linux, here: [:]) == .no)
        #expect(facts(["os=linux"], isUp: false).meets(linux, here: [:]) == .yes)
        // One word that does not hold is enough.
        let both = Demand(conditions: linux.conditions + [try #require(HostCondition(Bytes("big")))])
        #expect(facts([], isUp: false).meets(both, here: [:]) == .no)
    }
}

@Suite struct CompilerIdentityTests {
    private let gcc = CompilerIdentity(machine: Bytes("x86_64-linux-gnu"), version: Bytes("cc (Debian) 12.2.0"))
    private let clang = CompilerIdentity(machine: Bytes("x86_64-linux-gnu"), version: Bytes("clang version 16"))

    private func answer(there: CompilerAnswer?, here: CompilerAnswer?, label: String = "x=y") -> HostFacts.Answer {
        var host = facts([label], isUp: true)
        if let there { host.answered(Bytes("cc"), there) }
        return host.meets(Demand(programs: [Bytes("cc")]), here: here.map { [Bytes("cc"): $0] } ?? [:])
    }

    @Test func onlyTheSameOneWillDo() {
        #expect(answer(there: .found(gcc), here: .found(gcc)) == .yes)
        #expect(answer(there: .found(clang), here: .found(gcc)) == .no)
        #expect(answer(there: .missing, here: .found(gcc)) == .no)
        #expect(answer(there: .missing, here: .missing) == .no)
        #expect(answer(there: .found(clang), here: .missing) == .yes, "there is nothing to differ from")
    }

    @Test func itIsOpenUntilBothHaveAnswered() {
        #expect(answer(there: nil, here: .found(gcc)) == .open)
        #expect(answer(there: .found(gcc), here: nil) == .open)
    }

    @Test func labelsAllowOthers() {
        let digits = clang.digest.text
        #expect(answer(there: nil, here: nil, label: "compiler=any") == .yes)
        #expect(answer(there: .found(clang), here: .found(gcc), label: "compiler=\(digits.prefix(8))") == .yes)
        #expect(answer(there: .found(clang), here: .found(gcc), label: "compiler=00000000,\(digits)") == .yes)
        #expect(answer(there: .found(clang), here: .found(gcc), label: "compiler=\(digits.prefix(7))") == .no)
        #expect(answer(there: .found(clang), here: .found(gcc), label: "compiler=\(gcc.digest.text)") == .no)
        #expect(answer(there: .missing, here: .found(gcc), label: "compiler=\(digits)") == .no)
    }

    @Test func aHostThatComesUpAgainIsAskedAgain() {
        var host = facts([], isUp: true)
        let demand = Demand(programs: [Bytes("cc")])
        host.answered(Bytes("cc"), .found(clang))
        #expect(host.meets(demand, here: [Bytes("cc"): .found(gcc)]) == .no)
        host.isUp(os: Bytes("Linux"), arch: Bytes("x86_64"))
        #expect(host.meets(demand, here: [Bytes("cc"): .found(gcc)]) == .open)
    }

    @Test func anEmbeddedHostIsThisMachine() {
        let host = HostFacts(Host(name: Bytes("box"), slots: 1, transport: .embedded))
        #expect(host.meets(Demand(programs: [Bytes("cc")]), here: [:]) == .yes)
    }

    @Test(
        arguments: [
            ("1 x86_64-linux-gnu cc (Debian) 12", true), ("1 - ", true), ("0", true), ("1", false), ("", false),
            ("3 x", false), ("0 x", false),
        ] as [(String, Bool)])
    func answersOfHosts(_ text: String, _ isAnswer: Bool) {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false).map { Bytes($0.utf8) }
        #expect((CompilerIdentity.answer(fields) != nil) == isAnswer)
    }

    @Test(
        arguments: [
            ("cc", true), ("x86_64-linux-gnu-g++-12", true), ("/usr/bin/cc", true), ("tools/cc", false),
            ("./cc", false),
            ("-cc", false), ("", false), ("c c", false), ("$cc", false), ("cc;rm", false), ("c\nq", false),
        ] as [(String, Bool)])
    func whatCanBeAskedFor(_ program: String, _ can: Bool) { #expect(canBeAskedFor(Bytes(program.utf8)) == can) }

    @Test func framesOfTheLifeline() throws {
        let cookie = try #require(Cookie.random())
        var conversation = LifelineConversation(cookie: cookie)
        func say(_ text: String) -> [LifelineConversation.Event] {
            conversation.receive(Bytes("\n") + cookie.text + Bytes(" \(text)\n".utf8))
        }
        #expect(say("I stage /tmp/s") == [] && say("I system NetBSD 10.0 evbarm") == [])
        guard case .greeted(let report) = say("G").first else {
            Issue.record("it is not greeted")
            return
        }
        #expect(report.os == Bytes("NetBSD") && report.arch == Bytes("evbarm"))
        #expect(say("C 3 0") == [.compiler(3, .missing)])
        #expect(say("C 4 1 x86_64-linux-gnu cc (Debian) 12.2.0") == [.compiler(4, .found(gcc))])
        #expect(say("C four 0") == [.lost("a malformed answer for a compiler")])
    }
}

private func facts(_ labels: [String], isUp: Bool) -> HostFacts {
    var host = Host(name: Bytes("h"), slots: 1)
    host.labels = labels.map { label in
        let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return Host.Label(key: Bytes(parts[0].utf8), value: Bytes(parts[1].utf8))
    }
    var facts = HostFacts(host)
    if isUp { facts.isUp(os: Bytes("Plan9"), arch: Bytes("mips")) }
    return facts
}
