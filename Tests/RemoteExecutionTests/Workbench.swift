import Execution
import Platform
import RemoteExecution
import TestSupport
import Testing
import Text

/// The suites that have an event loop take turns: children and signals belong to the whole process.
@Suite(.serialized) struct LiveTests {}

/// A temporary tree, an executor and its loop, and what they told.
final class Workbench {
    let loop: EventLoop
    let root: Bytes
    var executor: RemoteExecutor
    var notices: [RemoteNotice] = []
    var outcomes: [ActionID: Outcome] = [:]
    var output: [ActionID: Bytes] = [:]
    /// What of it came before the end.
    var early: [ActionID: Bytes] = [:]
    private var nextID: UInt32 = 1
    private var isShut = false

    init(hosts: [Host], adjust: (inout RemoteOptions) -> Void = { _ in }) throws {
        loop = try EventLoop()
        root = try temporaryDirectory()
        try makeDirectory(root + Bytes("/src"))
        try makeDirectory(root + Bytes("/tmp"))
        // The embedded hosts make their stages where the test can look.
        var options = RemoteOptions(environment: ownEnvironment() + [Bytes("TMPDIR=") + root + Bytes("/tmp")])
        options.sourceHost = Bytes("bench")
        adjust(&options)
        executor = RemoteExecutor(hosts: hosts, loop: loop, options: options)
        executor.onNotice = { [unowned self] in notices.append($0) }
        executor.onEvent = { [unowned self] event in
            switch event {
            case .output(let id, let bytes): output[id, default: []] += bytes
            case .progress(let id, let bytes):
                output[id, default: []] += bytes
                early[id, default: []] += bytes
            case .finished(let id, let outcome):
                #expect(outcomes[id] == nil, "an action finishes once")
                outcomes[id] = outcome
            }
        }
    }

    static func embedded(_ count: Int, slots: Int = 2) -> [Host] {
        (1...count).map { Host(name: Bytes("box\($0)".utf8), slots: slots, transport: .embedded) }
    }

    func path(_ name: String) -> Bytes { root + Bytes("/src/\(name)".utf8) }

    func write(_ name: String, _ content: Bytes, mode: UInt32 = 0o644) throws {
        try writeFile(path(name), content, mode: mode)
    }

    func write(_ name: String, _ content: String) throws { try write(name, Bytes(content.utf8)) }

    func content(_ name: String) -> Bytes? { try? readFile(path(name)) }

    func action(
        _ script: String, inputs: [String] = [], outputs: [String] = [], environment: [String] = [],
        exported: [String] = []
    ) -> Action {
        defer { nextID += 1 }
        return Action(
            id: ActionID(raw: nextID), target: Bytes("target\(nextID)".utf8), directory: root + Bytes("/src"),
            shell: [Bytes("/bin/sh"), Bytes("-e")], script: Bytes((script + "\n").utf8),
            environment: environment.map { Bytes($0.utf8) }, exportedNames: exported.map { Bytes($0.utf8) },
            inputs: inputs.map { Bytes($0.utf8) }, outputs: outputs.map { Bytes($0.utf8) })
    }

    /// Runs the loop until the condition holds; false if it does not within the limit.
    @discardableResult
    func wait(seconds: Int64 = 15, until condition: () -> Bool) -> Bool {
        let deadline = monotonicClock() + seconds * 1_000_000_000
        while !condition() {
            guard monotonicClock() < deadline else { return false }
            loop.runOnce(limit: 20_000_000)
        }
        return true
    }

    func start(_ action: Action) {
        guard wait(until: { executor.place() != nil }), let place = executor.place() else {
            outcomes[action.id] = .lost(reason: "no place")
            return
        }
        do {
            try executor.start(action, at: place)
        } catch {
            outcomes[action.id] = .lost(reason: error.reason)
        }
    }

    func run(_ action: Action, seconds: Int64 = 15) -> Outcome? {
        start(action)
        wait(seconds: seconds) { outcomes[action.id] != nil }
        return outcomes[action.id]
    }

    var stages: [Bytes] {
        notices.compactMap { if case .stageCreated(_, let path) = $0 { path } else { nil } }
    }

    /// Those that carried data so far.
    var planes: Set<DataPlane> {
        Set(notices.compactMap { if case .dataPlane(_, let plane) = $0 { plane } else { nil } })
    }

    func isReady(_ host: String) -> Bool { notices.contains(.hostReady(host: Bytes(host.utf8))) }

    func reasonUnusable(_ host: String) -> String? {
        for case .hostUnusable(Bytes(host.utf8), let reason) in notices { return reason }
        return nil
    }

    /// Shuts down, in bounded time, and removes the tree.
    func finish() {
        guard !isShut else { return }
        isShut = true
        var isDone = false
        let began = monotonicClock()
        executor.shutDown { isDone = true }
        #expect(wait(seconds: 5) { isDone })
        #expect(monotonicClock() - began < 1_200_000_000, "shutting down takes a second at most")
        for stage in stages {
            #expect(wait(seconds: 3) { fileStatus(stage) == nil }, "the stage \(stage.text) is removed")
        }
        removeTree(root)
    }

    deinit { removeTree(root) }
}
