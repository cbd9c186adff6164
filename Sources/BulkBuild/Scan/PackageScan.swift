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
    /// The numbers of the facts that this rests on.
    package let facts: [UInt32]
    /// Whether it was known before, and is still true.
    package var isRemembered = false
    /// The same as distbb writes it, if that was asked for.
    package internal(set) var summary: Bytes = []

    package var succeeded: Bool { failure == nil }
}

/// Scans one package directory: `make pbulk-index`, in this process (bulk-building.md 2.2).
package struct PackageScan {
    private let memory: ScanMemory

    package init(_ memory: ScanMemory) { self.memory = memory }

    package func scan(_ target: EnrichedPath) -> PackageResult {
        let directory = joined(memory.settings.top, target.path.text)
        let trace = ScanTrace(home: directory)
        guard memory.tree.status(of: directory, from: [Ascii.slash], trace)?.isDirectory == true else {
            return PackageResult(
                target: target, output: [], diagnostics: [], status: 0, failure: "there is no such directory",
                facts: Array(trace.facts))
        }
        return result(of: target, ask(directory, words(target), trace), trace)
    }

    /// The same by a process, in which nothing is remembered.
    func scanByProcess(_ target: EnrichedPath) -> PackageResult {
        let directory = joined(memory.settings.top, target.path.text)
        return result(of: target, askProcess(directory, words(target)), ScanTrace(home: directory))
    }

    private func words(_ target: EnrichedPath) -> [Bytes] { target.assignments.map(\.text) + [Bytes("pbulk-index")] }

    private func result(
        of target: EnrichedPath, _ answer: (output: Bytes, errors: Bytes, status: Int32), _ trace: ScanTrace
    ) -> PackageResult {
        var failure: String?
        if answer.status != 0 {
            failure = "make exited with status \(answer.status)"
        } else if !answer.output.hasPrefix(Bytes("PKGNAME=")) {
            failure = answer.output.isEmpty ? "make printed nothing" : "what make printed is no record"
        }
        return PackageResult(
            target: target, output: answer.output, diagnostics: answer.errors, status: answer.status,
            failure: failure, facts: Array(trace.facts))
    }

    /// Runs make in a directory with words of its command line.
    package func ask(_ directory: Bytes, _ words: [Bytes]) -> (output: Bytes, errors: Bytes, status: Int32) {
        ask(directory, words, ScanTrace(home: directory))
    }

    private func ask(
        _ directory: Bytes, _ words: [Bytes], _ trace: ScanTrace
    ) -> (output: Bytes, errors: Bytes, status: Int32) {
        guard memory.settings.remembers else { return askProcess(directory, words) }
        let (printed, status) = PackageMake(memory, trace).run(
            [memory.settings.make] + memory.settings.makeWords + words, environment: environment(directory),
            directory: directory)
        return (
            Bytes(printed.filter(\.isOutput).map(\.text).joined()),
            Bytes(printed.filter { !$0.isOutput }.map(\.text).joined()), status
        )
    }

    private func askProcess(_ directory: Bytes, _ words: [Bytes]) -> (output: Bytes, errors: Bytes, status: Int32) {
        let command = ScanCommand(
            arguments: [memory.settings.make] + memory.settings.makeWords + words,
            environment: environment(directory), directory: directory)
        let answer = memory.source.answer(to: command)
        return (answer.output, answer.errors, answer.code)
    }

    private func environment(_ directory: Bytes) -> [Bytes] {
        memory.settings.environment.filter { !$0.hasPrefix(Bytes("PWD=")) && !$0.hasPrefix(Bytes("OLDPWD=")) }
            + [Bytes("PWD=") + directory]
    }
}
