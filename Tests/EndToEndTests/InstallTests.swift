import Foundation
import Testing

/// `./run install`, the manuals and the completions.
@Suite struct InstallTests {
    private static let project = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path
    private static let programs = (Space.distmake as NSString).deletingLastPathComponent
    private static let manual = "man/distmake.1"

    private func text(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: Self.project).appending(path: name), encoding: .utf8)
    }

    @Test func everythingIsPutInPlace() throws {
        let space = try Space()
        _ = try sh(
            "cd '\(Self.project)' && DESTDIR='\(space.root)/dest' ./run install /opt/make '\(Self.programs)' 2>&1")
        let installed = try sh("cd '\(space.root)/dest' && find * -type f").split(separator: "\n").map(String.init)
            .sorted()
        #expect(
            installed == [
                "opt/make/bin/distbulk", "opt/make/bin/disthosts", "opt/make/bin/distmake",
                "opt/make/share/bash-completion/completions/distbulk",
                "opt/make/share/bash-completion/completions/disthosts",
                "opt/make/share/bash-completion/completions/distmake",
                "opt/make/share/fish/vendor_completions.d/distbulk.fish",
                "opt/make/share/fish/vendor_completions.d/disthosts.fish",
                "opt/make/share/fish/vendor_completions.d/distmake.fish",
                "opt/make/share/man/man1/distbulk.1", "opt/make/share/man/man1/disthosts.1",
                "opt/make/share/man/man1/distmake.1",
                "opt/make/share/man/man5/makehosts.5",
                "opt/make/share/zsh/site-functions/_distbulk", "opt/make/share/zsh/site-functions/_disthosts",
                "opt/make/share/zsh/site-functions/_distmake",
            ])
        #expect(try space.permissions("../dest/opt/make/bin/distmake") == 0o755)
        #expect(try space.permissions("../dest/opt/make/share/man/man1/distmake.1") == 0o644)
    }

    @Test func aRelativePrefixIsRefused() throws {
        let said = try sh("cd '\(Self.project)' && { ./run install usr '\(Self.programs)' 2>&1; echo $?; }")
        #expect(said == "run: install needs the absolute PREFIX: ./run install /usr/local\n2\n")
    }

    /// References to pages that are not yet installed are none of a page's mistakes.
    @Test(.enabled(if: (try? sh("command -v mandoc")) != nil, "needs mandoc"))
    func manualsAreWellFormed() throws {
        let said = try sh("cd '\(Self.project)' && { mandoc -T lint man/* 2>/dev/null || :; }")
        #expect(!said.split(separator: "\n").contains { !$0.contains("referenced manual not found") }, "\(said)")
    }

    @Test func optionsAreDescribedEverywhere() throws {
        let usage = try Space().make("--help").stdout
        let single = usage.firstMatch(of: #/\[-([A-Za-z]+)\]/#).map { $0.1.map { "-\($0)" } } ?? []
        // The one that makes use among themselves is nobody else's.
        let arguments = usage.matches(of: #/\[(-[A-Za-z]) /#).map { String($0.1) }.filter { $0 != "-J" }
        let long = usage.matches(of: #/\[(--[a-z]+)/#).map { String($0.1) } + ["--help", "--version"]
        #expect(single.count > 10 && arguments.count > 5)
        let manual = try text(Self.manual)
        let (bash, zsh) = (try text("completions/distmake.bash"), try text("completions/_distmake"))
        let fish = try text("completions/distmake.fish")
        for option in single + arguments + long {
            let isLong = option.hasPrefix("--")
            #expect(manual.contains(isLong ? "Fl \(option.dropFirst())" : ".It Fl \(option.dropFirst())"), "\(option)")
            #expect(bash.contains(try Regex("[ \"]\(option)[\\s=\"]")), "\(option)")
            #expect(zsh.contains(try Regex("'\\*?\(option)[=\\[]")), "\(option)")
            #expect(fish.contains(isLong ? "-l \(option.dropFirst(2)) " : "-s \(option.dropFirst()) "), "\(option)")
        }
    }

    /// The options of every command of distbulk, in its manual and in the completions that it writes.
    @Test func optionsOfDistbulkAreDescribed() throws {
        let space = try Space()
        let manual = try text("man/distbulk.1")
        let commands = try space.bulk("--help").stdout.matches(of: #/\n  ([a-z]+) {2,}/#).map { String($0.1) }
        #expect(commands.contains("resolve") && commands.contains("graph"))
        let scripts = try ["bash", "zsh", "fish"].map { try space.bulk("--generate-completion-script", $0).stdout }
        for command in commands {
            #expect(manual.contains(".It Cm \(command)\n"), "\(command)")
            let help = try space.bulk(command, "--help").stdout
            for option in Set(help.matches(of: #/--([a-z-]+)/#).map { String($0.1) }).subtracting(["help"]) {
                #expect(manual.contains("Fl -\(option)"), "\(command) --\(option)")
                for script in scripts {
                    #expect(script.contains("--\(option)") || script.contains("'\(option)'"), "\(command) --\(option)")
                }
            }
        }
    }

    /// The same for disthosts.
    @Test func optionsOfDisthostsAreDescribed() throws {
        let space = try Space()
        let manual = try text("man/disthosts.1")
        let commands = try space.disthosts("--help").stdout.matches(of: #/\n  ([a-z-]+) {2,}/#).map { String($0.1) }
        #expect(commands.contains("check") && commands.contains("worker-script") && commands.contains("top"))
        let scripts = try ["bash", "zsh", "fish"].map {
            try space.disthosts("--generate-completion-script", $0).stdout
        }
        for command in commands where command != "help" {
            #expect(manual.contains(".Cm \(command)") || manual.contains("| \(command)\n"), "\(command)")
            let help = try space.disthosts(command, "--help").stdout
            for option in Set(help.matches(of: #/--([a-z-]+)/#).map { String($0.1) }).subtracting(["help", "version"]) {
                #expect(manual.contains("Fl -\(option)"), "\(command) --\(option)")
                // The words of join are those of the script that it runs.
                for script in scripts where command != "join" {
                    #expect(script.contains("--\(option)") || script.contains("'\(option)'"), "\(command) --\(option)")
                }
            }
        }
    }

    @Test(arguments: [
        (["distmake", ""], "all one two.o clean"), (["distmake", "t"], "two.o"),
        (["distmake", "-C", "sub", ""], "inner"),
        (["distmake", "-f", "other.mk", ""], "elsewhere"), (["distmake", "--h"], "--hosts= --hints= --help"),
        (["distmake", "--why", "cl"], "clean"), (["distmake", "--why", "=", "cl"], "clean"),
        (["distmake", "-j", "1"], "1 16 1C"), (["distmake", "-k", "c"], "clean"),
    ])
    func bashCompletes(_ words: [String], _ expected: String) throws {
        let space = try Space("all: one two.o\none two.o:\n\techo $@\n.PHONY: clean\nclean:\n")
        try space.write("sub/Makefile", "inner:\n")
        try space.write("other.mk", "elsewhere:\n")
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let said = try sh(
            """
            cd '\(space.tree)' && PATH='\(Self.programs)':$PATH bash -c '
                . "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _distmake 2>/dev/null; echo "${COMPREPLY[*]}"
            ' '\(Self.project)/completions/distmake.bash' \(quoted)
            """)
        #expect(said == expected + "\n")
    }
}
