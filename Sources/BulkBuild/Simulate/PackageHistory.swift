package import Scheduling
package import Text

/// How long packages took in a former build.
///
/// Comma-separated values with a line of names first: `pkgname`, `make_jobs`, `duration` and `disk_usage`, then the phases' wall times under
/// their names and their processor times under `cpu:` and the name; milliseconds and bytes, `-` for what is not known.
/// The phase that MAKE_JOBS is for is `build`. The last line of a package counts.
package struct PackageHistory {
    package private(set) var works: [Bytes: PackageWork] = [:]

    package init(_ text: Bytes, file: String) throws(HistoryMistake) {
        var lines = text.split(separator: Ascii.newline, omittingEmptySubsequences: false).map { Self.fields($0) }
        if lines.last?.count == 1, lines.last?[0].isEmpty == true { lines.removeLast() }
        guard let names = lines.first else {
            throw HistoryMistake(file: file, line: 1, text: "nothing in it; a line of names was expected")
        }
        func column(_ name: StaticString) -> Int? { names.firstIndex { $0.elementsEqual(Bytes(name)) } }
        guard let name = column("pkgname"), let duration = column("duration") else {
            throw HistoryMistake(
                file: file, line: 1, text: "no columns `pkgname' and `duration'; the first line must name the columns")
        }
        let jobs = column("make_jobs")
        let disk = column("disk_usage")
        let build = column("build")
        let processor = column("cpu:build")
        for (index, fields) in lines.enumerated().dropFirst() {
            guard fields.count == names.count else {
                throw HistoryMistake(
                    file: file, line: index + 1, text: "\(fields.count) fields where the first line has \(names.count)")
            }
            func number(_ column: Int?) throws(HistoryMistake) -> Int64? {
                guard let column, !fields[column].elementsEqual([Ascii.minus]), !fields[column].isEmpty else {
                    return nil
                }
                guard let value = Int64(Bytes(fields[column]).text), value >= 0,
                    value <= (column == disk ? Self.mostDisk : Self.longest)
                else {
                    throw HistoryMistake(
                        file: file, line: index + 1,
                        text:
                            "`\(Bytes(fields[column]).text)' in column `\(Bytes(names[column]).text)' is no number that can be; milliseconds, bytes or `-' were expected"
                    )
                }
                return value
            }
            guard let whole = try number(duration) else { continue }
            let wall = min(try number(build) ?? 0, whole)
            var work = PackageWork(
                measuredWith: Int(clamping: try number(jobs) ?? 1), wall: wall, processor: try number(processor) ?? 0,
                rest: whole - wall)
            work.disk = try number(disk) ?? 0
            works[Bytes(fields[name])] = work
        }
    }

    /// Three years and a petabyte: sums of such numbers cannot overflow.
    private static let longest: Int64 = 100_000_000_000
    private static let mostDisk: Int64 = 1 << 50

    private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var line = line
        if line.last == Ascii.carriageReturn { line.removeLast() }
        return line.split(separator: Ascii.comma, omittingEmptySubsequences: false)
    }
}

package struct HistoryMistake: Error {
    package let file: String
    package let line: Int
    package let text: String

    package init(file: String, line: Int, text: String) {
        self.file = file
        self.line = line
        self.text = text
    }

    package var message: String { "\(file):\(line): \(text)" }
}
