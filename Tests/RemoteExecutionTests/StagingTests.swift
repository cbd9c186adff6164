import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// What a recipe finds in its stage, and what is brought back; on embedded hosts.
    @Suite(.serialized) struct Staging {
        @Test func theMirrorKeepsRelativePlaces() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            try makeDirectory(bench.root + Bytes("/include"))
            try writeFile(bench.root + Bytes("/include/x.h"), Bytes("header\n"))
            try makeDirectory(bench.path("obj"))
            try makeDirectory(bench.path("empty"))
            try bench.write("-odd name", "odd\n")
            bench.executor.bringUp()
            let action = bench.action(
                "test -d empty; cat ../include/x.h './-odd name' >obj/o; mkdir new; cp obj/o new/p",
                inputs: ["../include/x.h", "-odd name", "empty", "\(bench.root.text)/include"],
                outputs: ["obj/o", "new/p"])
            #expect(bench.run(action) == .exited(0))
            #expect(bench.content("obj/o") == Bytes("header\nodd\n"))
            #expect(bench.content("new/p") == Bytes("header\nodd\n"))
        }

        @Test func changedInputsAreSentAgainAndOutputsAreNot() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1))
            defer { bench.finish() }
            try bench.write("in", "one\n")
            bench.executor.bringUp()
            #expect(
                bench.run(bench.action("cp in out; ls -i in out >&2", inputs: ["in"], outputs: ["out"])) == .exited(0))
            let list = bench.action("ls -i in out", inputs: ["in", "out"])
            #expect(bench.run(list) == .exited(0))
            // The same inodes: nothing was replaced.
            #expect(bench.output[list.id] == bench.output[ActionID(raw: 1)])
            try bench.write("in", "two\n")
            let again = bench.action("cat in out", inputs: ["in", "out"])
            #expect(bench.run(again) == .exited(0))
            #expect(bench.output[again.id] == Bytes("two\none\n"))
            // Another output under the same name does not see what the stage kept.
            #expect(bench.run(bench.action("test ! -e out; cp in out", inputs: ["in"], outputs: ["out"])) == .exited(0))
            #expect(bench.content("out") == Bytes("two\n"))
        }

        @Test func whatARecipeRemovedIsSentAgain() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1))
            defer { bench.finish() }
            try bench.write("in", "one\n")
            bench.executor.bringUp()
            #expect(bench.run(bench.action("rm -rf ../src; exit 0", inputs: ["in"])) == .exited(0))
            #expect(bench.run(bench.action("cp in out", inputs: ["in"], outputs: ["out"])) == .exited(0))
            #expect(bench.content("out") == Bytes("one\n"))
        }

        @Test func oneHeaderForManyActionsAtOnce() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 4))
            defer { bench.finish() }
            try bench.write("big.h", Bytes(repeating: 65, count: 500_000))
            bench.executor.bringUp()
            for index in 0..<4 {
                bench.start(bench.action("wc -c <big.h >o\(index)", inputs: ["big.h"], outputs: ["o\(index)"]))
            }
            #expect(bench.wait { bench.outcomes.count == 4 })
            #expect(bench.outcomes.values.allSatisfy { $0 == .exited(0) })
        }

        @Test func timesAndModes() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1)) { $0.umask = 0o027 }
            defer { bench.finish() }
            try bench.write("tool", Bytes("#!/bin/sh\necho ran\n"), mode: 0o755)
            try shell("touch -t 202001020304.05 \(bench.path("tool").text)")
            bench.executor.bringUp()
            let action = bench.action(
                "./tool >a; cp tool b; chmod 4777 a; umask; date -r tool +%Y%m%d",
                inputs: ["tool"], outputs: ["a", "b"])
            #expect(bench.run(action) == .exited(0))
            let stamp = try shell("date -r \(bench.path("tool").text) +%Y%m%d").output
            #expect(bench.output[action.id] == Bytes("0027\n") + stamp)
            // Permissions are those of a file made here: nothing but the owner's x is taken over.
            #expect((fileStatus(bench.path("a"))?.mode ?? 0) & 0o7777 == 0o750)
            #expect((fileStatus(bench.path("b"))?.mode ?? 0) & 0o7777 == 0o750)
        }

        @Test func theEnvironmentThatTravels() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            bench.executor.bringUp()
            let action = bench.action(
                "env | grep -v -e '^PWD=' -e '^_=' -e '^OLDPWD=' | cut -d= -f1 | sort | tr '\\n' ' '; echo \"$GOOD\"",
                environment: [
                    "SECRET=token", "GOOD=it's $HOME\ttwo", "MAKEFLAGS=-j4", "MAKELEVEL=2", "TZ=UTC0", "LC_ALL=C",
                ], exported: ["GOOD", "MAKEFLAGS", "MAKELEVEL", "UNKNOWN"])
            #expect(bench.run(action) == .exited(0))
            let text = (bench.output[action.id] ?? []).text
            #expect(text.hasSuffix("it's $HOME\ttwo\n"))
            let names = Set(text.split(separator: "it's").first?.split(separator: " ").map(String.init) ?? [])
            #expect(names.isSuperset(of: ["GOOD", "HOME", "LC_ALL", "PATH", "TZ"]))
            #expect(names.isDisjoint(with: ["SECRET", "MAKEFLAGS", "MAKELEVEL", "UNKNOWN"]))
        }

        @Test func outputThatLooksLikeFramesIsOutput() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            bench.executor.bringUp()
            let script = "printf '\\n%s D 1 0 0\\n' \"$c\"; printf '\\nffff E 1\\n' >&2; exit 4"
            let action = bench.action(script)
            #expect(bench.run(action) == .exited(4))
            #expect(bench.output[action.id] == Bytes("\n D 1 0 0\n\nffff E 1\n"))
        }

        @Test func aJobsDaemonDoesNotDisturb() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 1))
            defer { bench.finish() }
            bench.executor.bringUp()
            for _ in 0..<5 {
                let action = bench.action("(while :; do echo noise; done) & echo first; exit 0")
                #expect(bench.run(action) == .exited(0))
                #expect(bench.output[action.id]?.hasPrefix(Bytes("first\n")) ?? false || bench.output[action.id] != nil)
            }
            #expect(bench.notices.allSatisfy { if case .lost = $0 { false } else { true } })
        }

        @Test func aLongLogKeepsHeadAndTail() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1)) { $0.limits.log = 1 << 20 }
            defer { bench.finish() }
            bench.executor.bringUp()
            let action = bench.action("echo head; yes 123456789012345 | head -c 4194304; echo tail")
            #expect(bench.run(action) == .exited(0))
            let log = bench.output[action.id] ?? []
            #expect(log.count < (1 << 20) + 200)
            #expect(log.hasPrefix(Bytes("head\n")) && log.hasSuffix(Bytes("\ntail\n")))
            #expect(log.text.contains("bytes of output left out]"))
        }

        @Test func whatCannotTravelIsLostWithItsReason() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1))
            defer { bench.finish() }
            try bench.write("plain", "a file here, a directory there\n")
            try shell("mkfifo \(bench.path("fifo").text)")
            bench.executor.bringUp()
            for (action, reason) in [
                (bench.action("true", inputs: ["nothing"]), "does not exist"),
                (bench.action("true", inputs: ["fifo"]), "is not a file"),
                (bench.action("true", outputs: ["/dev/null"]), "is not a file"),
                (bench.action("mkdir plain; echo >plain/x", outputs: ["plain/x"]), "cannot write"),
            ] {
                guard case .lost(let told)? = bench.run(action) else {
                    #expect(Bool(false), "\(reason): \(String(describing: bench.outcomes[action.id]))")
                    continue
                }
                #expect(told.contains(reason))
            }
        }

        @Test func cancellingWhatWaitsAndWhatRuns() throws {
            let bench = try Workbench(hosts: Workbench.embedded(1, slots: 2))
            defer { bench.finish() }
            bench.executor.bringUp()
            let started = bench.root + Bytes("/started")
            let stubborn = bench.action("trap '' TERM; : >\(started.text); while :; do sleep 1; done", outputs: ["o"])
            bench.start(stubborn)
            #expect(bench.wait { fileStatus(started) != nil })
            bench.executor.cancel(stubborn.id, signal: SIGKILL)
            #expect(bench.wait { bench.outcomes[stubborn.id] != nil })
            #expect(bench.outcomes[stubborn.id] == .signaled(SIGKILL))
            #expect(bench.run(bench.action("true")) == .exited(0))
        }

        @Test func aSmallDiskIsTheHostsTrouble() throws {
            guard getuid() == 0 else {
                print("skipped: only root can mount a small file system")
                return
            }
            let disk = try temporaryDirectory()
            defer { removeTree(disk) }
            guard try shell("mount -t tmpfs -o size=1m tmpfs \(disk.text)").status == .exited(0) else {
                print("skipped: a small file system cannot be mounted here")
                return
            }
            defer { _ = try? shell("umount -l \(disk.text)") }
            var small = Host(name: Bytes("small"), slots: 1, transport: .embedded)
            small.store = disk + Bytes("/stage")
            let bench = try Workbench(hosts: [small])
            defer { bench.finish() }
            try bench.write("big", Bytes(repeating: 1, count: 3_000_000))
            try bench.write("text", Bytes(repeating: 65, count: 60_000))
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("small") })
            guard case .lost? = bench.run(bench.action("true", inputs: ["big"])) else {
                return #expect(Bool(false), "an input that does not fit")
            }
            #expect(bench.reasonUnusable("small") != nil)
            let filling = bench.action("yes >fill", inputs: ["text"], outputs: ["fill"])
            guard case .lost(let reason)? = bench.run(filling) else {
                return #expect(Bool(false), "\(String(describing: bench.outcomes[filling.id]))")
            }
            #expect(reason.contains("disk is full"))
            #expect(bench.content("fill") == nil)
        }
    }
}
