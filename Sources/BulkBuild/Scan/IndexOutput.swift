package import Pkgsrc
package import Text

/// What `pbulk-index` printed, as records.
package enum IndexOutput {
    /// The records of an output, each from its `PKGNAME=` line to the next one.
    package static func records(_ output: Bytes) -> [ArraySlice<UInt8>] {
        var records: [ArraySlice<UInt8>] = []
        var start: Int?
        var index = 0
        while index < output.count {
            let end = output[index...].firstIndex(of: Ascii.newline).map { $0 + 1 } ?? output.count
            if output[index..<end].starts(with: mark) {
                if let start { records.append(output[start..<index]) }
                start = index
            }
            index = end
        }
        if let start { records.append(output[start...]) }
        return records
    }

    /// The output with the location of the package behind each `PKGNAME=` line.
    package static func located(_ output: Bytes, at location: Bytes) -> Bytes {
        var out: Bytes = []
        for record in records(output) {
            let end = record.firstIndex(of: Ascii.newline) ?? record.endIndex
            out += record[..<end]
            out += Bytes("\nPKG_LOCATION=") + location
            out += record[end...]
            if record.last != Ascii.newline { out.append(Ascii.newline) }
        }
        return out
    }

    /// The value of a field of a record.
    package static func field(_ name: StaticString, of record: ArraySlice<UInt8>) -> Bytes? {
        let mark = Bytes(name) + [Ascii.equals]
        for line in record.split(separator: Ascii.newline) where line.starts(with: mark) {
            return Bytes(line.dropFirst(mark.count))
        }
        return nil
    }

    /// The package directories that a record depends on.
    package static func dependencies(of record: ArraySlice<UInt8>) -> [PackagePath] {
        (field("ALL_DEPENDS", of: record) ?? []).split(separator: Ascii.space)
            .compactMap { DependencyEntry(Bytes($0))?.path }
    }

    private static let mark = Bytes("PKGNAME=")
}
