internal import MakeLanguage
internal import Platform
internal import Text

/// The world of one make of a scan: files and answers come from the memory of all.
final class ScanWorld: World {
    let memory: ScanMemory
    private let trace: ScanTrace
    /// Where make works.
    var directory: Bytes
    private let entries: [Bytes]
    let reads: InputReads?
    /// Gets what commands print on standard error.
    var putErrors: (Bytes) -> Void = { _ in }

    init(
        _ memory: ScanMemory, _ trace: ScanTrace, directory: Bytes, environment: [Bytes], _ reads: InputReads?
    ) {
        (self.memory, self.trace) = (memory, trace)
        self.directory = directory
        entries = environment
        self.reads = reads
    }

    var keepsMakefiles: Bool { true }
    var takesWholeScripts: Bool { true }
    func makefile(at path: Bytes, _ language: Language) -> Makefile? {
        memory.tree.makefile(at: path, from: directory, language, trace)
    }

    func contents(of path: Bytes) -> Bytes? { memory.tree.contents(of: path, from: directory, trace) }
    func modificationTime(of path: Bytes) -> Int64? { memory.tree.status(of: path, from: directory, trace)?.modified }
    func isDirectory(_ path: Bytes) -> Bool {
        memory.tree.status(of: path, from: directory, trace)?.isDirectory ?? false
    }
    func entries(of path: Bytes) -> [Bytes]? { memory.tree.entries(of: path, from: directory, trace) }
    func realPath(of path: Bytes) -> Bytes? { memory.tree.realPath(of: path, from: directory, trace) }

    func run(_ command: ShellCommand) -> (output: Bytes, status: CommandStatus) {
        var output: Bytes = []
        let status = ScriptRunner(memory, trace, directory, reads).run(command) { isOutput, text in
            if isOutput { output += text } else { putErrors(text) }
        }
        return (output, status)
    }

    func environment() -> [(name: Bytes, value: Bytes)] {
        entries.map { entry in
            let equals = entry.firstIndex(of: Ascii.equals) ?? entry.count
            return (Bytes(entry[..<equals]), Bytes(entry[min(equals + 1, entry.count)...]))
        }
    }

    func now() -> Int64 { wallClock() }
    func formatTime(_ format: Bytes, seconds: Int64, local: Bool) -> Bytes {
        Platform.formatTime(format, seconds: seconds, local: local)
    }
    func random() -> UInt64 { UInt64.random(in: .min ... .max) }
}
