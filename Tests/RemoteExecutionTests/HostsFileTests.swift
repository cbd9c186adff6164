import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

@Suite struct HostsFileTests {
    static let good: [(String, [String])] = [
        ("", []),
        ("# nothing\n\n  # more", []),
        ("one 1", ["one 1"]),
        ("one 2 two 4\n\tthree\n8", ["one 2", "two 4", "three 8"]),
        ("one 2 # comment two 4\ntwo#2 3 #", ["one 2", "two#2 3"]),
        ("user@box.example 0016\r\n", ["user@box.example 16"]),
        ("a 1 speed=2.5 b 2 speed=.5", ["a 1 speed 2.5", "b 2 speed 0.5"]),
        ("a 1 transport=sh b 1 transport=ssh", ["a 1 embedded", "b 1"]),
        (
            "a 1 transport=\"docker exec -i 'my box' sh\"\n",
            ["a 1 [docker|exec|-i|my box|sh]"]
        ),
        (
            "a 1 compiler=01234567,89abcdef b 2 compiler=any",
            ["a 1 compiler=01234567,89abcdef", "b 2 compiler=any"]
        ),
        ("a 1 store-limit=500M data=sftp compress=no", ["a 1 limit 524288000 data sftp compress no"]),
        ("a 1 store-limit=0 b 1 store-limit=1000T compress=auto", ["a 1 limit 0", "b 1 limit 1099511627776000"]),
        ("a 1 transport='ssh' os=linux cc=gcc-12 store=/var/tmp", ["a 1 store /var/tmp os=linux cc=gcc-12"]),
        ("a 1 note='two words' empty= q=\"a\\\"b\\c\" e=x\\ y", ["a 1 note=two words empty= q=a\"b\\c e=x y"]),
        ("'one' \"3\"", ["one 3"]),
        ("one 1024", ["one 1024"]),
    ]

    @Test(arguments: good) func accepted(_ text: String, _ expected: [String]) throws {
        let hosts = try HostsFile.parse(Bytes(text.utf8), name: Bytes("hosts")).get()
        #expect(hosts.map(describe) == expected)
    }

    private func describe(_ host: Host) -> String {
        var words = ["\(host.name.text) \(host.slots)"]
        switch host.transport {
        case .ssh: break
        case .embedded: words.append("embedded")
        case .joined: words.append("joined")
        case .command(let argv): words.append("[" + argv.map(\.text).joined(separator: "|") + "]")
        }
        if host.speed != 1 { words.append("speed \(host.speed)") }
        if let store = host.store { words.append("store \(store.text)") }
        if host.storeLimit != 2 << 30 { words.append("limit \(host.storeLimit)") }
        if let data = host.data { words.append("data \(data.rawValue)") }
        if host.compress != .auto { words.append("compress \(host.compress.rawValue)") }
        words += host.labels.map { "\($0.key.text)=\($0.value.text)" }
        return words.joined(separator: " ")
    }

    static let bad: [(String, String)] = [
        ("one", "h:1:1: found nothing after the host `one'; expected the number of its jobs: `one 4'"),
        ("one two 3", "h:1:5: found `two' after the host `one'; expected the number of its jobs: `one 4'"),
        ("a 1\n  one\n  2x", "h:3:3: found `2x' after the host `one'; expected the number of its jobs: `one 4'"),
        (
            "one transport=sh 2",
            "h:1:5: found `transport=sh' after the host `one'; expected the number of its jobs: `one 4'"
        ),
        ("one 0", "h:1:5: found `0' jobs for the host `one'; expected a number from 1 to 1024"),
        ("one -4", "h:1:5: found `-4' jobs for the host `one'; expected a number from 1 to 1024"),
        ("one 1025", "h:1:5: found `1025' jobs for the host `one'; expected a number from 1 to 1024"),
        (
            "one 99999999999999999999999",
            "h:1:5: found `99999999999999999999999' jobs for the host `one'; expected a number from 1 to 1024"
        ),
        ("one 1.5", "h:1:5: found `1.5' after the host `one'; expected the number of its jobs: `one 4'"),
        ("a 1\nb 1 a 2", "h:2:5: found the host `a' again; it is on line 1 already: add the numbers up in one entry"),
        (
            "speed=2 a 1",
            "h:1:1: found the attribute `speed=2' before any host; expected a host and its number of jobs first"
        ),
        ("a 1 speed=0", "h:1:5: found the speed `0'; expected a decimal number above 0, such as `1.5'"),
        ("a 1 speed=-1", "h:1:5: found the speed `-1'; expected a decimal number above 0, such as `1.5'"),
        ("a 1 speed=1e9", "h:1:5: found the speed `1e9'; expected a decimal number above 0, such as `1.5'"),
        ("a 1 speed=nan", "h:1:5: found the speed `nan'; expected a decimal number above 0, such as `1.5'"),
        ("a 1 speed=1 speed=2", "h:1:13: found `speed=' a second time for one host; remove one of them"),
        (
            "a 1 transport=''",
            "h:1:5: found a transport without words; expected a command that runs sh, or `sh' or `ssh'"
        ),
        (
            "a 1 transport=\"sh -c 'x\"",
            "h:1:5: found a transport without words; expected a command that runs sh, or `sh' or `ssh'"
        ),
        (
            "a 1 compiler=gcc",
            "h:1:5: found the compiler `gcc'; expected `any', or identities of 8 to 64 small hexadecimal digits, "
                + "separated by commas"
        ),
        (
            "a 1 compiler=01234567,",
            "h:1:5: found the compiler `01234567,'; expected `any', or identities of 8 to 64 small hexadecimal digits, "
                + "separated by commas"
        ),
        ("a 1 store=tmp", "h:1:5: found the store `tmp'; expected an absolute path of a directory"),
        (
            "a 1 store-limit=2x",
            "h:1:5: found the store's limit `2x'; expected a number of bytes, with K, M or G, such as `2G'"
        ),
        (
            "a 1 store-limit=99999999T",
            "h:1:5: found the store's limit `99999999T'; expected a number of bytes, with K, M or G, such as `2G'"
        ),
        (
            "a 1 data=tar",
            "h:1:5: found the way `tar' for data; expected `inline', `frames', `stream' or `sftp'"
        ),
        (
            "a 1 data=sftp transport=sh",
            "h:1:15: found `data=sftp' with a transport that is not ssh; expected `data=stream'"
        ),
        ("a 1 compress=gzip", "h:1:5: found `compress=gzip'; expected `yes', `no' or `auto'"),
        ("a 1 note='open\n\n", "h:1:5: found a quote that is never closed; close it, or put a backslash before it"),
        ("a 1 b\\", "h:1:5: found a quote that is never closed; close it, or put a backslash before it"),
        (
            "-oProxyCommand=x 1",
            "h:1:1: found `-oProxyCommand=x' where a host was expected; a host's name is not empty, begins with no `-' "
                + "and has neither blanks nor control characters"
        ),
        (
            "'' 1",
            "h:1:1: found `' where a host was expected; a host's name is not empty, begins with no `-' "
                + "and has neither blanks nor control characters"
        ),
        ("a\u{0} 1", "h: found a NUL byte; a hosts file is text, with lines such as `buildbox 4'"),
    ]

    @Test(arguments: bad) func refused(_ text: String, _ message: String) {
        guard case .failure(let error) = HostsFile.parse(Bytes(text.utf8), name: Bytes("h")) else {
            return #expect(Bool(false), "accepted")
        }
        #expect(error.description == message)
    }

    @Test func anyBytesAreTakenWithoutATrap() {
        var seed: UInt64 = 42
        let alphabet = Bytes("ab1 0-='\"\\#\n\t\u{FF}")
        for _ in 0..<20_000 {
            var text: Bytes = []
            for _ in 0..<12 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(truncatingIfNeeded: seed >> 33) % alphabet.count])
            }
            if case .success(let hosts) = HostsFile.parse(text, name: []) {
                #expect(hosts.allSatisfy { $0.slots > 0 && !$0.name.isEmpty })
            }
        }
    }

    @Test func whichFileIsRead() {
        let home = [Bytes("HOME=/home/u"), Bytes("DISTMAKE_HOSTS=")]
        #expect(HostsFile.location(option: nil, environment: home) == Bytes("/home/u/.makehosts"))
        let named = home + [Bytes("DISTMAKE_HOSTS=/etc/hosts.make")]
        #expect(HostsFile.location(option: nil, environment: named) == Bytes("/etc/hosts.make"))
        #expect(HostsFile.location(option: Bytes("x"), environment: named) == Bytes("x"))
        #expect(HostsFile.location(option: nil, environment: []) == nil)
    }

    @Test func whatIsNoFileIsSaid() throws {
        let directory = try temporaryDirectory()
        defer { removeTree(directory) }
        guard case .failure(let first) = HostsFile.load(directory) else { return #expect(Bool(false)) }
        #expect(
            first.description
                == "\(directory.text): this is a directory; a hosts file was expected, with lines such as `buildbox 4'")
        guard case .failure(let second) = HostsFile.load(directory + Bytes("/none")) else {
            return #expect(Bool(false))
        }
        #expect(second.isMissingFile)
        #expect(second.description == "\(directory.text)/none: cannot read the hosts file: No such file or directory")
    }
}
