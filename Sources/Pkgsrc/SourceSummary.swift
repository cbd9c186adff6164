package import Text

/// A package of the tree, or one variant of it, as distbb's scan writes it (bulk-building.md 2.5).
package struct SourceSummary: Equatable, Sendable {
    package var fields: Fields

    /// Kinds of dependencies, by the name of their variable.
    package static let dependencyNames = ["DEPENDS", "BUILD_DEPENDS", "TOOL_DEPENDS", "BOOTSTRAP_DEPENDS"].map {
        Bytes($0)
    }

    /// The records of a file; each has a name, a path and, where there are any, assignments that can be read.
    package static func records(_ text: Bytes, file: Bytes) throws(FormatMistake) -> [SourceSummary] {
        var summaries: [SourceSummary] = []
        for (fields, location) in try summaryRecords(text, file: file) {
            let summary = SourceSummary(fields: fields)
            if let fault = summary.fault {
                throw FormatMistake(
                    location, found: "the record of \(shown(fields[Bytes("PKGNAME")] ?? Bytes("?"))) has \(fault)",
                    expected: "PKGNAME=name-version and PKGPATH=category/directory",
                    mend: "mend the record, or scan its directory again")
            }
            summaries.append(summary)
        }
        return summaries
    }

    package init(fields: Fields) { self.fields = fields }

    private var fault: String? {
        if fields[Bytes("PKGNAME")] == nil { return "no PKGNAME" }
        if fields[Bytes("PKGPATH")].flatMap({ PackagePath($0) }) == nil { return "no PKGPATH of two names" }
        if assignmentList(fields[Bytes("ASSIGNMENTS")] ?? []) == nil { return "ASSIGNMENTS that are none" }
        return nil
    }

    package var name: PackageName { PackageName(fields[Bytes("PKGNAME")] ?? []) }

    /// The path with the assignments of this variant.
    package var path: EnrichedPath? {
        guard let path = fields[Bytes("PKGPATH")].flatMap({ PackagePath($0) }),
            let assignments = assignmentList(fields[Bytes("ASSIGNMENTS")] ?? [])
        else { return nil }
        return EnrichedPath(path: path, assignments: assignments)
    }

    /// The words of one kind of dependencies that can be read.
    package func dependencies(_ name: Bytes) -> [DependencyEntry] {
        fields.all(name).flatMap { $0.split(whereSeparator: \.isSpace).compactMap { DependencyEntry(Bytes($0)) } }
    }
}

extension IndexRecord {
    /// The same package as distbb writes it: its variant as ASSIGNMENTS, all its dependencies as DEPENDS. Nil if its variant cannot be
    /// written so.
    package var sourceSummary: SourceSummary? {
        guard let path, let assignments, let written = assignmentText(assignments) else { return nil }
        var fields = Fields()
        fields.append(Bytes("PKGNAME"), name.text)
        fields.append(Bytes("PKGPATH"), path.text)
        if !assignments.isEmpty { fields.append(Bytes("ASSIGNMENTS"), written) }
        let depends = words(IndexField.allDepends)
        if !depends.isEmpty { fields.append(Bytes("DEPENDS"), Bytes(depends.joined(separator: [Ascii.space]))) }
        let kept = ["MAINTAINER", "CATEGORIES", "NO_BIN_ON_FTP", "PKG_FAIL_REASON", "PKG_SKIP_REASON"]
        for name in kept.map({ Bytes($0) }) {
            if let value = content(name) { fields.append(name, value) }
        }
        return SourceSummary(fields: fields)
    }
}
