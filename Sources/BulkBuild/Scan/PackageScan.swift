package import Pkgsrc
internal import Platform
package import Text

/// What a package directory said when it was asked for its index.
package struct PackageResult: Sendable {
    package let target: EnrichedPath
    /// What it printed: one record or more (bulk-building.md 2.1), as make prints them.
    package let output: Bytes
    /// What it said on standard error.
    package let diagnostics: Bytes
    package let status: Int32
    /// Why there are no records; nil if there are.
    package let failure: String?

    package var succeeded: Bool { failure == nil }
}

/// Scans one package directory: `make pbulk-index`, in this process (bulk-building.md 2.2).
package struct PackageScan {
    private let memory: ScanMemory

    package init(_ memory: ScanMemory) { self.memory = memory }

    package func scan(_ target: EnrichedPath) -> PackageResult {
        let directory = joined(memory.settings.top, target.path.text)
        guard memory.tree.status(of: directory, from: [Ascii.slash])?.isDirectory == true else {
            return PackageResult(
                target: target, output: [], diagnostics: [], status: 0, failure: "there is no such directory")
        }
        let (output, errors, status) = ask(directory, target.assignments.map(\.text) + [Bytes("pbulk-index")])
        var failure: String?
        if status != 0 {
            failure = "make exited with status \(status)"
        } else if !output.hasPrefix(Bytes("PKGNAME=")) {
            failure = output.isEmpty ? "make printed nothing" : "what make printed is no record"
        }
        return PackageResult(
            target: target, output: output, diagnostics: errors, status: status, failure: failure)
    }

    /// Runs make in a directory with words of its command line.
    package func ask(_ directory: Bytes, _ words: [Bytes]) -> (output: Bytes, errors: Bytes, status: Int32) {
        let settings = memory.settings
        var environment = settings.environment.filter {
            !$0.hasPrefix(Bytes("PWD=")) && !$0.hasPrefix(Bytes("OLDPWD="))
        }
        environment.append(Bytes("PWD=") + directory)
        let arguments = [settings.make] + settings.makeWords + words
        if !settings.remembers {
            let command = ScanCommand(arguments: arguments, environment: environment, directory: directory)
            let answer = memory.source.answer(to: command)
            return (answer.output, answer.errors, answer.code)
        }
        let (printed, status) = PackageMake(memory).run(arguments, environment: environment, directory: directory)
        return (
            Bytes(printed.filter(\.isOutput).map(\.text).joined()),
            Bytes(printed.filter { !$0.isOutput }.map(\.text).joined()), status
        )
    }
}
