internal import Pkgsrc
internal import Synchronization
package import Text

/// Keeps the memory of a scan honest: a random share of remembered answers is asked again, and a random share of packages
/// is scanned again by a make that is a process and knows nothing.
package final class Verification: Sendable {
    private struct State {
        var answers = 0
        var packages = 0
        var differences: [Bytes] = []
    }

    /// In percent.
    private let share: Double
    private let state = Mutex(State())

    package init(share: Double) { self.share = share }

    package struct Findings: Sendable {
        package let answers: Int
        package let packages: Int
        /// A line each.
        package let differences: [Bytes]
    }

    package var findings: Findings {
        state.withLock { Findings(answers: $0.answers, packages: $0.packages, differences: $0.differences) }
    }

    private var isChosen: Bool { Double.random(in: 0..<100) < share }

    /// An answer that was remembered is about to be given.
    func check(_ known: CommandAnswer, of command: ScanCommand, by source: any CommandSource) {
        guard isChosen else { return }
        let again = source.answer(to: command)
        let isSame = again.output == known.output && again.errors == known.errors && again.status == known.status
        state.withLock { state in
            state.answers += 1
            if !isSame {
                let text = Bytes(command.arguments.joined(separator: [Ascii.space]))
                state.differences.append(
                    Bytes("in ") + command.directory + Bytes(", `") + text + Bytes("' said `") + again.output
                        + Bytes("' (\(again.code)), but was remembered to say `") + known.output
                        + Bytes("' (\(known.code))"))
            }
        }
    }

    /// A package was scanned.
    package func check(_ result: PackageResult, by scan: PackageScan) {
        guard isChosen else { return }
        let again = scan.scanByProcess(result.target)
        // What a failing make prints besides is no record.
        let isSame =
            again.succeeded == result.succeeded && (!result.succeeded || again.output == result.output)
        state.withLock { state in
            state.packages += 1
            if !isSame {
                state.differences.append(
                    (result.target.text ?? result.target.path.text)
                        + Bytes(
                            ": a make of its own prints something else (status \(again.status), here \(result.status))")
                )
            }
        }
    }
}
