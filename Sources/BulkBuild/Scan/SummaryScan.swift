internal import Pkgsrc
package import Text

/// What distbb's scan tells of a package (bulk-building.md 2.5), from its records and some variables more.
package struct SummaryScan {
    private let memory: ScanMemory

    package init(_ memory: ScanMemory) { self.memory = memory }

    /// Fields of pkg_src_summary by the variable that has the value.
    private static let variables: [(field: Bytes, variable: Bytes)] = [
        ("DEPENDS", "DEPENDS"), ("BUILD_DEPENDS", "BUILD_DEPENDS"), ("TOOL_DEPENDS", "TOOL_DEPENDS"),
        ("BOOTSTRAP_DEPENDS", "BOOTSTRAP_DEPENDS"), ("CONFLICTS", "CONFLICTS"), ("HOMEPAGE", "HOMEPAGE"),
        ("COMMENT", "COMMENT"), ("ONLYFOR", "ONLY_FOR_PLATFORM"), ("NOTFOR", "NOT_FOR_PLATFORM"),
        ("MAINTAINER", "MAINTAINER"), ("CATEGORIES", "CATEGORIES"), ("NO_BIN_ON_FTP", "NO_BIN_ON_FTP"),
        ("NO_SRC_ON_FTP", "NO_SRC_ON_FTP"), ("NO_BIN_ON_CDROM", "NO_BIN_ON_CDROM"),
        ("NO_SRC_ON_CDROM", "NO_SRC_ON_CDROM"), ("LICENSE", "LICENSE"), ("USE_LANGUAGES", "USE_LANGUAGES"),
        ("PKG_FAIL_REASON", "PKG_FAIL_REASON"),
    ].map { (Bytes($0), Bytes($1)) }

    /// The summaries of the variants of a package, with an empty line behind each.
    package func summaries(of result: PackageResult) -> Bytes {
        let scan = PackageScan(memory)
        var out: [Fields] = []
        for text in IndexOutput.records(result.output) {
            var variant = result.target.assignments
            for word in (IndexOutput.field("MULTI_VERSION", of: text) ?? []).split(separator: Ascii.space) {
                if let assignment = Assignment(Bytes(word)) { variant.append(assignment) }
            }
            var fields = Fields()
            fields.append(Bytes("PKGNAME"), IndexOutput.field("PKGNAME", of: text) ?? [])
            fields.append(Bytes("PKGPATH"), result.target.path.text)
            if !variant.isEmpty, let written = assignmentText(variant) {
                fields.append(Bytes("ASSIGNMENTS"), written)
            }
            let words = variant.map(\.text) + Self.variables.flatMap { [Bytes("-v"), $0.variable] }
            let values = scan.ask(joined(memory.settings.top, result.target.path.text), words).output
                .split(separator: Ascii.newline, omittingEmptySubsequences: false)
            for (index, (field, _)) in Self.variables.enumerated() where index < values.count {
                let value = Bytes(values[index].split(whereSeparator: \.isSpace).joined(separator: [Ascii.space]))
                if !value.isEmpty { fields.append(field, value) }
            }
            out.append(fields)
        }
        return summaryText(out)
    }
}
