package import Pkgsrc
internal import Platform
internal import Synchronization
package import Text

/// What earlier scans of the same tree, in the same way, have found out: gives what is still true, and keeps what is new.
package final class ScanMemories: Sendable {
    /// Gets the facts of the scan.
    package let book: FactBook
    private let top: Bytes
    private let environment: [Bytes]
    private let results: [Bytes: RememberedResult]
    private let examination: Reexamination
    private let state: Mutex<State>

    private struct State {
        var store: ScanStore
        var pending: [(package: Bytes, result: RememberedResult)] = []
        var lastSave: Int64
        var trouble: StateTrouble?
        var counts = Counts()
    }

    package struct Counts: Sendable {
        /// Results that were still true.
        package var remembered = 0
        package var scanned = 0
    }

    /// Opens the state. Waits for another scan with the same state to end.
    ///
    /// - Parameters:
    ///   - way: what else than the tree and the environment results depend on, the program for one.
    ///   - ignoresResults: everything is scanned anew, and kept.
    package init(
        directory: Bytes, settings: ScanSettings, way: Bytes, source: any CommandSource, ignoresResults: Bool = false
    ) throws(StateTrouble) {
        let database = try StateDatabase(directory: directory)
        var store = try ScanStore(database, context: ScanContext(settings, way).text)
        let (results, facts, stamps) = try store.load()
        let now = wallClock()
        (top, environment) = (settings.top, settings.environment)
        self.results = ignoresResults ? [:] : results
        book = FactBook(facts, stamps: stamps, began: now)
        let witness = SystemWitness(now: now, source: source, environment: settings.environment)
        examination = Reexamination(facts, stamps, witness, book)
        state = Mutex(State(store: store, lastSave: now))
    }

    package var counts: Counts { state.withLock { $0.counts } }

    /// What is known of a package and still true.
    package func recall(_ target: EnrichedPath) -> PackageResult? {
        guard let key = target.text, let known = results[key], examination.holds(known) else { return nil }
        return PackageResult(
            target: target, output: known.output, diagnostics: known.diagnostics, status: known.status,
            failure: known.failure, facts: known.facts, isRemembered: true)
    }

    /// Keeps a result; now and then what was kept is written, so that not much is lost with the process.
    package func keep(_ result: PackageResult) {
        state.withLock { state in
            if result.isRemembered {
                state.counts.remembered += 1
                return
            }
            state.counts.scanned += 1
            guard let key = result.target.text else { return }
            let now = wallClock()
            state.pending.append(
                (
                    key,
                    RememberedResult(
                        output: result.output, diagnostics: result.diagnostics, status: result.status,
                        failure: result.failure, facts: result.facts, scanned: now / 1_000_000_000)
                ))
            if state.pending.count >= 1000 || now - state.lastSave > 5_000_000_000 { save(&state, now) }
        }
    }

    /// Writes what is left.
    ///
    /// - Parameter all: every package that there is, if that is known: others are forgotten.
    package func finish(all: [EnrichedPath]?) throws(StateTrouble) {
        let trouble = state.withLock { state in
            save(&state, wallClock())
            if let all {
                let there = Set(all.compactMap(\.text))
                // Variants that somebody asked for by name are no part of the tree's list.
                let gone = results.keys.filter { !$0.contains(Ascii.colon) && !there.contains($0) }
                let isWorthIt = !gone.isEmpty || state.counts.scanned * 4 > there.count
                do throws(StateTrouble) {
                    if isWorthIt { try state.store.forget(gone) }
                } catch {
                    state.trouble = error
                }
            }
            return state.trouble
        }
        if let trouble { throw trouble }
    }

    private func save(_ state: inout State, _ now: Int64) {
        do throws(StateTrouble) {
            try state.store.save(state.pending, book)
        } catch {
            // The scan goes on; it is told at the end.
            state.trouble = error
        }
        state.pending = []
        state.lastSave = now
    }

    /// Whether a package would be scanned again, and why, in lines.
    package func explanation(_ target: EnrichedPath) -> [String] {
        let name = shown(target.text ?? target.path.text)
        guard let key = target.text, let known = results[key] else {
            return ["\(name) was not scanned before in this way"]
        }
        let date = formatTime(Bytes("%Y-%m-%d %H:%M:%S"), seconds: known.scanned, local: true).text
        let changes = examination.changes(known)
        if changes.isEmpty {
            var counts: [Question.Kind: Int] = [:]
            for fact in known.facts { counts[examination.facts[Int(fact)].question.kind, default: 0] += 1 }
            return [
                "\(name) is taken as it was scanned at \(date): \(counts[.content] ?? 0) files, "
                    + "\((counts[.kind] ?? 0) + (counts[.names] ?? 0) + (counts[.link] ?? 0)) questions about names and "
                    + "\(counts[.command] ?? 0) commands are answered as they were"
            ]
        }
        return ["\(name) was scanned at \(date) and is scanned again:"]
            + changes.map { "    " + changeText($0.fact, now: $0.now, top: top, environment: environment) }
    }

    /// Takes over results of another scanner, as if they had been found out here.
    package func adopt(_ found: [(target: EnrichedPath, result: RememberedResult)]) throws(StateTrouble) {
        let trouble = state.withLock { state in
            state.pending += found.compactMap { one in one.target.text.map { ($0, one.result) } }
            save(&state, wallClock())
            return state.trouble
        }
        if let trouble { throw trouble }
    }
}

/// What tells ways of scanning apart.
struct ScanContext {
    let text: Bytes

    init(_ settings: ScanSettings, _ way: Bytes) {
        var writer = PackedWriter()
        writer.add(settings.top)
        writer.add(settings.make)
        writer.add(settings.imitated ?? [])
        writer.add(way)
        writer.add(settings.makeWords.count)
        for word in settings.makeWords { writer.add(word) }
        for entry in settings.environment { writer.add(entry) }
        text = writer.bytes
    }
}
