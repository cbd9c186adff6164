import ContentStore
import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

extension LiveTests {
    /// Contents that stay on a host when the build is over.
    @Suite(.serialized) struct Stores {
        /// A place for stores, removed at the end.
        private final class Place {
            let path: Bytes
            init() throws { path = try temporaryDirectory() }
            var store: Bytes { path + Bytes("/store") }
            /// Contents, with their names.
            var names: [Bytes] {
                (directoryEntries(store + Bytes("/cas")) ?? []).flatMap { folder in
                    let folder = store + Bytes("/cas/") + folder
                    return (directoryEntries(folder) ?? []).map { folder + [Ascii.slash] + $0 }
                }
            }
            deinit { removeTree(path) }
        }

        private func host(_ place: Place, transport: Host.Transport = .embedded) -> Host {
            var host = Host(name: Bytes("box"), slots: 2, transport: transport)
            host.store = place.store
            return host
        }

        private static let inputs = (0..<20).map { "h\($0)" }

        /// One build with twenty headers; how many bytes of inputs it sent.
        private func build(
            _ host: Host, servers: SshServers? = nil, stamp: String = "202001020304.05",
            prepare: (Workbench) throws -> Void = { _ in }, script: String = "cat h*"
        ) throws -> (sent: Int, output: Bytes) {
            let bench = try Workbench(hosts: [host]) { if let servers { $0.sshCommand = servers.sshCommand } }
            defer { bench.finish() }
            for name in Self.inputs { try bench.write(name, "content of \(name)\n") }
            try bench.write("tool", Bytes("#!/bin/sh\necho tool\n"), mode: 0o755)
            try shell("cd \(bench.path("").text) && touch -t \(stamp) *")
            try prepare(bench)
            bench.executor.bringUp()
            #expect(bench.wait { bench.isReady("box") }, "\(bench.reasonUnusable("box") ?? "")")
            let action = bench.action("\(script); ./tool", inputs: Self.inputs + ["tool"])
            #expect(bench.run(action) == .exited(0), "\((bench.output[action.id] ?? []).text)")
            return (bench.executor.sentBytes, bench.output[action.id] ?? [])
        }

        private static let expected = inputs.sorted().map { "content of \($0)\n" }.joined() + "tool\n"

        @Test(arguments: [nil, DataPlane.stream, .sftp])
        func theNextBuildFindsThem(_ plane: DataPlane?) throws {
            let servers = plane == nil ? nil : try SshServers([SshServers.Server(name: "box")])
            let place = try Place()
            var host = host(place, transport: servers == nil ? .embedded : .ssh)
            host.data = plane
            let first = try build(host, servers: servers)
            #expect(first.sent > 200)
            #expect(first.output == Bytes(Self.expected.utf8))
            #expect((fileStatus(place.store)?.mode ?? 0) & 0o777 == 0o700)
            #expect(place.names.count == 21)
            for name in place.names {
                #expect((fileStatus(name)?.mode ?? 0) & 0o777 == (name.last == 0x78 ? 0o555 : 0o444))
            }
            let second = try build(host, servers: servers)
            #expect(second.sent == 0)
            #expect(second.output == first.output)
            // Only the stage is gone.
            #expect(directoryEntries(place.store) == [Bytes("cas")])
            // Another time: copied there, not sent.
            let third = try build(
                host, servers: servers, stamp: "202102020304.05",
                script: "cat h*; test \"$(date -r h3 +%Y)\" = 2021 && echo more >>h3")
            #expect(third.sent == 0)
            #expect(third.output == first.output)
            #expect(try build(host, servers: servers).output == first.output)
        }

        /// A file that was written to, cut, or never completed is not used, and goes.
        @Test func whatIsSpoiltIsSentAgain() throws {
            let place = try Place()
            _ = try build(host(place))
            let names = place.names
            try shell("chmod u+w \(names[3].text) && echo >>\(names[3].text) && : >\(names[4].text)")
            // Of the right size, but not of the right time.
            try shell("chmod u+w \(names[5].text); touch \(names[5].text)")
            let again = try build(host(place))
            #expect(again.output == Bytes(Self.expected.utf8))
            #expect(again.sent > 0 && again.sent < 100)
            #expect(place.names == names)
            #expect(try build(host(place)).sent == 0)
        }

        /// A recipe that writes to its input, as root may, spoils the entry at most, and no other build believes it.
        @Test func aRecipeThatWritesToItsInput() throws {
            let place = try Place()
            let script = "chmod u+w h3; echo vandal >h3; cat h3 >/dev/null; cat h*"
            _ = try build(host(place))
            _ = try build(host(place), script: script)
            #expect(try build(host(place)).output == Bytes(Self.expected.utf8))
            // An output that is an input too is a file of its own.
            let bench = try Workbench(hosts: [host(place)])
            defer { bench.finish() }
            for name in Self.inputs { try bench.write(name, "content of \(name)\n") }
            try shell("cd \(bench.path("").text) && touch -t 202001020304.05 *")
            bench.executor.bringUp()
            #expect(bench.run(bench.action("true", inputs: Self.inputs)) == .exited(0))
            #expect(bench.run(bench.action("echo more >>h3", inputs: Self.inputs, outputs: ["h3"])) == .exited(0))
            #expect(bench.content("h3") == Bytes("content of h3\nmore\n"))
            bench.finish()
            #expect(try build(host(place)).output == Bytes(Self.expected.utf8))
        }

        @Test func severalBuildsAtOnce() throws {
            let place = try Place()
            var hosts = [host(place), host(place), host(place)]
            for index in hosts.indices { hosts[index].name = Bytes("box\(index)".utf8) }
            let bench = try Workbench(hosts: hosts)
            defer { bench.finish() }
            var names: [String] = []
            for index in 0..<60 {
                names.append("f\(index)")
                try bench.write("f\(index)", "shared \(index)\n")
            }
            bench.executor.bringUp()
            #expect(bench.wait { (0..<3).allSatisfy { bench.isReady("box\($0)") } })
            for index in 0..<6 { bench.start(bench.action("cat f* >o\(index)", inputs: names, outputs: ["o\(index)"])) }
            #expect(bench.wait { bench.outcomes.count == 6 })
            #expect(bench.outcomes.values.allSatisfy { $0 == .exited(0) })
            for index in 1..<6 { #expect(bench.content("o\(index)") == bench.content("o0")) }
            // Whoever was first: every entry is what its name says.
            #expect(!place.names.isEmpty)
            for name in place.names {
                let digits = name.dropFirst(place.store.count + Bytes("/cas/").count).prefix { $0 != Ascii.minus }
                #expect(Digest(of: try readFile(name)).hex == digits.filter { $0 != Ascii.slash })
            }
        }

        /// What goes between the look and the link is sent.
        @Test(arguments: [DataPlane.stream, .sftp])
        func anEntryThatVanishes(_ plane: DataPlane) throws {
            let servers = try SshServers([SshServers.Server(name: "box")])
            let place = try Place()
            var host = host(place, transport: .ssh)
            host.data = plane
            _ = try build(host, servers: servers)
            let bench = try Workbench(hosts: [host]) { $0.sshCommand = servers.sshCommand }
            defer { bench.finish() }
            for name in Self.inputs { try bench.write(name, "content of \(name)\n") }
            try shell("cd \(bench.path("").text) && touch -t 202001020304.05 *")
            let onNotice = bench.executor.onNotice
            bench.executor.onNotice = { notice in
                if case .foundInStore = notice, let name = place.names.dropFirst(2).first { removeTree(name) }
                onNotice(notice)
            }
            bench.executor.bringUp()
            let action = bench.action("cat h*", inputs: Self.inputs)
            #expect(bench.run(action) == .exited(0))
            #expect(bench.output[action.id] == Bytes(Self.expected.dropLast(5).utf8))
            #expect(bench.executor.sentBytes > 0)
        }

        @Test func theLeastRecentlyUsedGo() throws {
            let place = try Place()
            var host = host(place)
            _ = try build(host)
            // Used later than all others.
            let kept = place.names[7]
            let others = place.names.filter { $0 != kept }
            try shell(
                "for f in \(others.map(\.text).joined(separator: " ")); do chmod u-x $f; done; chmod 0444 \(kept.text)")
            // Blocks of the file system and the directories count too.
            host.storeLimit = 120 << 10
            let bench = try Workbench(hosts: [host])
            defer { bench.finish() }
            bench.executor.bringUp()
            #expect(bench.run(bench.action("true")) == .exited(0))
            bench.finish()
            #expect(bench.wait { place.names.count < 21 })
            #expect(place.names.contains(kept))
            #expect(!place.names.isEmpty)
        }

        @Test func whatIsNotOursAloneIsRefused() throws {
            let place = try Place()
            try makeDirectory(place.store)
            for (command, reason) in [
                ("chmod 777", "its store can be written by others"),
                ("chmod 720", "its store can be written by others"),
                ("chown 12345", "its store belongs to somebody else"),
            ] {
                if command.hasPrefix("chown") && getuid() != 0 { continue }
                try shell("chmod 700 \(place.store.text); \(command) \(place.store.text)")
                let bench = try Workbench(hosts: [host(place)])
                bench.executor.bringUp()
                #expect(bench.wait { bench.reasonUnusable("box") != nil })
                #expect(bench.reasonUnusable("box") == reason)
                bench.finish()
            }
        }
    }
}
