import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// What the executor makes of what happens to actions.
    @Suite(.serialized) struct Placing {
        /// Ends the shell of the slot, so that the action is lost while the host stands.
        private static let loss = "kill -9 $(ps -o ppid= -p $$)"

        @Test func aHostThatLosesOneAfterTheOtherRests() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1)) { $0.firstRest = 100_000_000 }
            defer { bench.finish() }
            bench.executor.bringUp()
            func lose(_ count: Int) {
                for _ in 1...count {
                    guard case .lost? = bench.run(bench.action(Self.loss)) else {
                        Issue.record("it is not lost: \(bench.outcomes)")
                        return
                    }
                }
            }
            lose(2)
            #expect(bench.run(bench.action("true")) == .exited(0), "one that comes through begins a new row")
            lose(2)
            #expect(bench.executor.place() != nil && bench.reasonUnusable("box1") == nil)
            lose(1)
            #expect(bench.executor.place() == nil)
            #expect(bench.reasonUnusable("box1") == "it lost 3 actions in a row")
            // After its pause it is used again.
            #expect(bench.run(bench.action("true")) == .exited(0))
        }

        @Test func oneActionAloneIsNoReason() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1))
            defer { bench.finish() }
            bench.executor.bringUp()
            let action = bench.action(Self.loss)
            for _ in 1...4 {
                bench.outcomes = [:]
                guard case .lost? = bench.run(action) else {
                    Issue.record("it is not lost: \(bench.outcomes)")
                    return
                }
            }
            #expect(bench.reasonUnusable("box1") == nil)
        }

        /// It has run, and its output is on its way: from now on nobody wants it.
        @Test(arguments: [10, 2_000_000]) func whatIsCancelledNeverTakesItsPlace(_ size: Int) throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            try bench.write("out", "old\n")
            let action = bench.action("head -c \(size) /dev/zero >out", outputs: ["out"])
            bench.executor.onPhase = { id, phase in
                if phase == .fetching { bench.executor.cancel(id, signal: SIGTERM) }
            }
            bench.executor.bringUp()
            #expect(bench.run(action) == .signaled(SIGTERM))
            #expect(bench.content("out") == Bytes("old\n"))
            let remains = directoryEntries(bench.root + Bytes("/src")) ?? []
            #expect(remains == [Bytes("out")], "\(remains.map(\.text))")
            bench.executor.onPhase = { _, _ in }
            #expect(bench.run(bench.action("echo new >out", outputs: ["out"])) == .exited(0))
            #expect(bench.content("out") == Bytes("new\n"))
        }

        /// What a host says of itself decides where it is placed, and is asked for once.
        /// One that was cancelled and still writes to its output cannot spoil it for others, who have it from elsewhere;
        /// nor can one whose slot was lost.
        @Test(arguments: [false, true]) func whatIsCancelledSpoilsNothing(_ losesSlot: Bool) throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 2))
            defer { bench.finish() }
            bench.executor.bringUp()
            let root = bench.root.text
            let loser = bench.action(
                "trap '' TERM; echo $PPID >\(root)/pid; while ! test -e \(root)/go; do sleep 0.02; done; echo bad >out; "
                    + "echo >\(root)/done",
                outputs: ["out"])
            bench.start(loser)
            #expect(bench.wait { (try? readFile(bench.root + Bytes("/pid")))?.isEmpty == false })
            if losesSlot {
                try shell("kill -9 $(cat \(root)/pid)")
                #expect(bench.wait { bench.outcomes[loser.id] != nil })
            } else {
                bench.executor.cancel(loser.id, signal: SIGTERM)
            }
            // It has come from elsewhere.
            try bench.write("out", "good\n")
            let reader = bench.action(
                losesSlot ? "sleep 0.2; cat out" : "while ! test -e \(root)/done; do sleep 0.02; done; cat out",
                inputs: ["out"])
            bench.start(reader)
            try writeFile(bench.root + Bytes("/go"), [])
            #expect(bench.wait { bench.outcomes[reader.id] != nil })
            #expect(bench.output[reader.id] == Bytes("good\n"))
        }

        @Test func demandsAreMetByWhatHostsSay() throws {
            let list = Bytes("box1 2 transport=sh\nbox2 2 transport=sh os=plan9\n")
            let hosts = try HostsFile.parse(list, name: Bytes("hosts")).get()
            let bench = try Workbench(hosts: hosts)
            defer { bench.finish() }
            func id(_ word: String) throws -> DemandID {
                bench.executor.id(of: Demand(conditions: [try #require(HostCondition(Bytes(word.utf8)))]))
            }
            let (plan9, other, nobody) = (try id("os=plan9"), try id("!os=plan9"), try id("os=vms"))
            #expect(try id("os=plan9") == plan9)
            #expect(bench.executor.prospect(of: plan9) == .met && bench.executor.prospect(of: other) == .open)
            #expect(bench.executor.prospect(of: .none) == .met && bench.executor.prospect(of: nobody) == .open)
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("box1") && bench.isReady("box2") })
            #expect(bench.executor.prospect(of: other) == .met && bench.executor.prospect(of: nobody) == .hopeless)
            #expect(bench.executor.place(for: plan9).map { bench.executor.hostName(of: $0) } == Bytes("box2"))
            #expect(bench.executor.place(for: other).map { bench.executor.hostName(of: $0) } == Bytes("box1"))
            #expect(bench.executor.place(for: nobody) == nil)
            let place = try #require(bench.executor.place())
            #expect(bench.wait { bench.executor.roundTrip(of: place) != nil })
        }
    }
}
