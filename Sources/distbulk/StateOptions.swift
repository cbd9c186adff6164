internal import ArgumentParser
internal import BulkBuild
internal import Platform
internal import Text

/// Where distbulk remembers.
struct StateOptions: ParsableArguments {
    @Option(help: "The directory in which results are kept; default is $DISTBULK_STATE, else ~/.distbulk.")
    var state: String?
    @Flag(help: "Neither uses nor keeps results.")
    var noState = false
    @Flag(help: "Takes no result of an earlier scan, and keeps those of this one.")
    var fresh = false

    /// What is remembered of scans with these settings; nil if nothing is to be, or can be.
    func memories(_ settings: ScanSettings, _ source: any CommandSource) -> ScanMemories? {
        guard !noState, settings.remembers, let directory else { return nil }
        do throws(StateTrouble) {
            return try ScanMemories(
                directory: directory, settings: settings, way: Self.program, source: source, ignoresResults: fresh)
        } catch {
            say("\(error.description) (the scan goes on without)")
            return nil
        }
    }

    private var directory: Bytes? {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        if let path = state ?? variable("DISTBULK_STATE") { return Bytes(path) }
        return variable("HOME").map { Bytes($0 + "/.distbulk") }
    }

    /// Another program may scan otherwise.
    private static var program: Bytes {
        guard let path = ownProgram(), let status = fileStatus(path) else { return [] }
        return Bytes("\(status.size) \(status.modified)")
    }
}
