/// What both makes are given: files, and a command line.
package struct Trial: Sendable {
    package struct File: Sendable {
        package let name: String
        package var lines: [String]
        /// Minutes since some moment long ago; nil: just now.
        package var age: Int?

        package init(_ name: String, _ lines: [String] = [], age: Int? = nil) {
            self.name = name
            self.lines = lines
            self.age = age
        }
    }

    package var kind: Kind
    /// The makefiles come first; their lines may be taken away.
    package var files: [File]
    package var arguments: [String]
    /// How often make is run in the same directory.
    package var runs = 1

    package init(kind: Kind, files: [File], arguments: [String] = []) {
        self.kind = kind
        self.files = files
        self.arguments = arguments
    }

    /// All that a reader needs to see it again.
    package var text: String {
        var text = ""
        for file in files {
            let age = file.age.map { " (minute \($0))" } ?? ""
            text += "== \(file.name)\(age)\n" + file.lines.map { $0 + "\n" }.joined()
        }
        return text + "== make \(arguments.joined(separator: " "))\(runs > 1 ? " (\(runs) times)" : "")\n"
    }

    /// All lines of its makefiles in one text, for rules about known differences.
    package var makefileText: String {
        files.filter(\.isMakefile).flatMap(\.lines).joined(separator: "\n")
    }
}

extension Trial.File {
    package var isMakefile: Bool { name == "makefile" || name.hasSuffix(".mk") }
}

/// What a trial is about.
package enum Kind: String, CaseIterable, Sendable {
    case expressions, conditions, directives, rules, suffixes, mistakes
}
