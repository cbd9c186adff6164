package import Text

/// A binary package as pkg_info(1) `-X` tells of it (pkg_summary(5), bulk-building.md 2.4).
package struct PackageSummary: Equatable, Sendable {
    package var fields: Fields

    private static let required = [
        "BUILD_DATE", "CATEGORIES", "COMMENT", "DESCRIPTION", "MACHINE_ARCH", "OPSYS", "OS_VERSION", "PKGNAME",
        "PKGPATH",
        "PKGTOOLS_VERSION", "SIZE_PKG",
    ]

    /// The records of a file. One that lacks a variable that every package has is a mistake.
    package static func records(_ text: Bytes, file: Bytes) throws(FormatMistake) -> [PackageSummary] {
        var summaries: [PackageSummary] = []
        for (fields, location) in try summaryRecords(text, file: file) {
            let summary = PackageSummary(fields: fields)
            if let missing = summary.missing.first {
                throw FormatMistake(
                    location, found: "the record of \(shown(fields[Bytes("PKGNAME")] ?? Bytes("?"))) has no \(missing)",
                    expected: "a record of pkg_summary(5)", mend: "write it anew with `pkg_info -X'")
            }
            summaries.append(summary)
        }
        return summaries
    }

    package init(fields: Fields) { self.fields = fields }

    /// The variables that every package has and this one has not.
    package var missing: [String] { Self.required.filter { fields[Bytes($0)] == nil } }

    package var name: PackageName { PackageName(fields[Bytes("PKGNAME")] ?? []) }
    package var path: PackagePath? { fields[Bytes("PKGPATH")].flatMap { PackagePath($0) } }

    /// Patterns, without paths.
    package var dependencies: [Bytes] { fields.all(Bytes("DEPENDS")) }
    package var conflicts: [Bytes] { fields.all(Bytes("CONFLICTS")) }

    /// The lines of the description.
    package var description: [Bytes] { fields.all(Bytes("DESCRIPTION")) }

    /// The file of the package: FILE_NAME, and without one the name and the suffix of packages.
    package var fileName: Bytes { fields[Bytes("FILE_NAME")] ?? name.text + Bytes(".tgz") }
}
