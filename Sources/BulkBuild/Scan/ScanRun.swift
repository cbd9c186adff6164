package import Pkgsrc
internal import Platform
internal import Synchronization
internal import Text

/// A scan of many packages on several threads. Results come in the order of the targets, however they are ready.
package final class ScanRun: Sendable {
    private let memory: ScanMemory
    private let followsDependencies: Bool
    private let recall: @Sendable (EnrichedPath) -> PackageResult?
    private let state: Mutex<State>
    private let summarises: Bool
    private let deliver: @Sendable (PackageResult, Progress) -> Void

    private struct State {
        var targets: [EnrichedPath]
        var known: Set<PackagePath>
        var next = 0
        var running = 0
        /// Results that others have to come before.
        var waiting: [Int: PackageResult] = [:]
        var delivered = 0
        var failures = 0
    }

    /// - Parameters:
    ///   - followsDependencies: what a package depends on is scanned, too.
    ///   - summarises: results have distbb's summaries.
    ///   - recall: gives what is known of a package and still true.
    ///   - deliver: gets each result, in order, from any thread but never from two at once.
    package init(
        _ memory: ScanMemory, _ targets: [EnrichedPath], followsDependencies: Bool, summarises: Bool = false,
        recall: @escaping @Sendable (EnrichedPath) -> PackageResult? = { _ in nil },
        deliver: @escaping @Sendable (PackageResult, Progress) -> Void
    ) {
        self.memory = memory
        self.followsDependencies = followsDependencies
        self.summarises = summarises
        self.recall = recall
        self.deliver = deliver
        state = Mutex(State(targets: targets, known: Set(targets.map(\.path))))
    }

    package struct Progress: Sendable {
        package let done: Int
        package let failed: Int
        package let total: Int
    }

    package var progress: Progress {
        state.withLock { Progress(done: $0.delivered, failed: $0.failures, total: $0.targets.count) }
    }

    /// Scans all of them; false if there could be no thread.
    package func run(threads: Int) -> Bool {
        // Makes within makes, and expansions within those, all use one stack.
        let count = runThreads(threads, stackBytes: 1 << 29) { [self] _ in work() }
        return count > 0
    }

    private func work() {
        let scan = PackageScan(memory)
        while true {
            enum Step {
                case take(Int, EnrichedPath)
                case wait, end
            }
            let step: Step = state.withLock { state in
                if state.next < state.targets.count {
                    state.next += 1
                    state.running += 1
                    return .take(state.next - 1, state.targets[state.next - 1])
                }
                return state.running > 0 && followsDependencies ? .wait : .end
            }
            switch step {
            case .take(let index, let target):
                var result = recall(target) ?? scan.scan(target)
                memory.verification?.check(result, by: scan)
                if summarises, result.succeeded { result.summary = SummaryScan(memory).summaries(of: result) }
                finish(index, result)
            // Another thread may find more to do.
            case .wait: usleep(2000)
            case .end: return
            }
        }
    }

    private func finish(_ index: Int, _ result: PackageResult) {
        state.withLock { state in
            if followsDependencies {
                for record in IndexOutput.records(result.output) {
                    for path in IndexOutput.dependencies(of: record) where state.known.insert(path).inserted {
                        state.targets.append(EnrichedPath(path: path))
                    }
                }
            }
            state.running -= 1
            if !result.succeeded { state.failures += 1 }
            state.waiting[index] = result
            while let next = state.waiting.removeValue(forKey: state.delivered) {
                state.delivered += 1
                deliver(
                    next, Progress(done: state.delivered, failed: state.failures, total: state.targets.count))
            }
        }
    }
}
