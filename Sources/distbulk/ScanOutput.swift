internal import ArgumentParser
internal import BulkBuild
internal import Pkgsrc
internal import Platform
internal import Synchronization
internal import Text

/// How the result of a scan is written.
enum ScanFormat: String, ExpressibleByArgument, CaseIterable {
    case pbulk
    case srcSummary = "src-summary"
    case json
}

/// Where records go as they come, in order; what failed is told at once.
final class ScanOutput: Sendable {
    private struct State {
        var progress: ScanProgress
        var records = 0
        var failures: [Bytes] = []
        var couldWrite = true
    }

    private let descriptor: Int32
    private let format: ScanFormat
    private let memory: ScanMemory
    private let state: Mutex<State>

    init(_ descriptor: Int32, _ format: ScanFormat, _ memory: ScanMemory, progress wish: Bool?) {
        (self.descriptor, self.format, self.memory) = (descriptor, format, memory)
        state = Mutex(State(progress: ScanProgress(wish: wish)))
        if format == .json { put(Bytes("[")) }
    }

    /// Records so far, and what failed, a line each.
    var outcome: (records: Int, failures: [Bytes], couldWrite: Bool) {
        state.withLock { ($0.records, $0.failures, $0.couldWrite) }
    }

    func take(_ result: PackageResult, _ progress: ScanRun.Progress) {
        state.withLock { state in
            if !result.diagnostics.isEmpty || result.failure != nil { state.progress.clear() }
            if let failure = result.failure {
                let line = (result.target.text ?? result.target.path.text) + Bytes(": \(failure)")
                state.failures.append(line)
                writeAll(2, Bytes("distbulk: ") + line + [Ascii.newline])
            }
            if !result.diagnostics.isEmpty { writeAll(2, result.diagnostics) }
            state.progress.show(done: progress.done, failed: progress.failed, total: progress.total)
            guard result.succeeded else { return }
            let located = IndexOutput.located(result.output, at: result.target.path.text)
            let isFirst = state.records == 0
            state.records += IndexOutput.records(result.output).count
            var text = located
            switch format {
            case .pbulk: break
            case .srcSummary: text = result.summary
            case .json: text = Self.json(located, isFirst: isFirst)
            }
            if !writeAll(descriptor, text) { state.couldWrite = false }
        }
    }

    func finish() {
        state.withLock { $0.progress.clear() }
        if format == .json { put(Bytes("\n]\n")) }
    }

    private func put(_ text: Bytes) { if !writeAll(descriptor, text) { state.withLock { $0.couldWrite = false } } }

    private static func json(_ located: Bytes, isFirst: Bool) -> Bytes {
        guard let index = try? IndexText(located, file: []) else { return [] }
        var out: Bytes = []
        for number in 0..<index.count {
            out += Bytes(isFirst && number == 0 ? "\n" : ",\n") + index[number].fields.json
        }
        return out
    }
}
