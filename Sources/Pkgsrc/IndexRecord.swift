package import Text

/// One package, or one variant of it, as `make pbulk-index` prints it and a scan file holds it (bulk-building.md 2.1). Fields are
/// found by name; what is not known is kept as it is.
package struct IndexRecord: Equatable, Sendable {
    package var fields: Fields

    package init(name: Bytes) {
        fields = Fields()
        fields.append(IndexField.name, name)
    }

    init(_ fields: Fields) { self.fields = fields }

    package var name: PackageName { PackageName(fields[IndexField.name] ?? []) }

    package var path: PackagePath? { fields[IndexField.location].flatMap { PackagePath($0) } }

    /// A value without the blanks around it; nil if the field is missing or empty.
    package func content(_ field: Bytes) -> Bytes? {
        guard let value = fields[field], let first = value.firstIndex(where: { !$0.isSpace }),
            let last = value.lastIndex(where: { !$0.isSpace })
        else { return nil }
        return Bytes(value[first...last])
    }

    /// The words of a value; blanks may be repeated.
    package func words(_ field: Bytes) -> [Bytes] {
        (fields[field] ?? []).split(whereSeparator: \.isSpace).map { Bytes($0) }
    }

    /// What chooses this variant on the command line of make; nil if a word is no assignment.
    package var assignments: [Assignment]? {
        let words = words(IndexField.multiVersion)
        let list = words.compactMap { Assignment($0) }
        return list.count == words.count ? list : nil
    }

    /// Puts the location where scanners put it: directly behind the name.
    package mutating func insertLocation(_ path: PackagePath) {
        var changed = Fields()
        for index in 0..<fields.count {
            let (name, value) = fields[index]
            if name != IndexField.location { changed.append(name, value) }
            if index == 0 { changed.append(IndexField.location, path.text) }
        }
        fields = changed
    }
}

/// The names of fields that have a meaning here.
package enum IndexField {
    package static let name = Bytes("PKGNAME")
    package static let location = Bytes("PKG_LOCATION")
    package static let allDepends = Bytes("ALL_DEPENDS")
    package static let skipReason = Bytes("PKG_SKIP_REASON")
    package static let failReason = Bytes("PKG_FAIL_REASON")
    package static let scanDepends = Bytes("SCAN_DEPENDS")
    package static let multiVersion = Bytes("MULTI_VERSION")
    package static let weight = Bytes("PBULK_WEIGHT")
    package static let depends = Bytes("DEPENDS")
}
