internal import Text

/// The versions between two bounds, of which one may be missing: `>=1.2<2`.
struct VersionRange: Sendable {
    private var lower: (bound: PackageVersion, isIncluded: Bool)?
    private var upper: (bound: PackageVersion, isIncluded: Bool)?

    /// Reads the bounds of a pattern from its first operator at `place`. A lower bound may be followed by an upper one; all
    /// else that stands in a bound is part of its version.
    init(_ pattern: Bytes, at place: Int) {
        var end = pattern.count
        if pattern[place] == Ascii.greater {
            end = pattern[place...].firstIndex(of: Ascii.less) ?? end
            lower = Self.bound(pattern, place, end)
        }
        if end < pattern.count || pattern[place] == Ascii.less {
            upper = Self.bound(pattern, pattern[place] == Ascii.less ? place : end, pattern.count)
        }
    }

    func contains(_ version: PackageVersion) -> Bool {
        if let lower, version < lower.bound || (version == lower.bound && !lower.isIncluded) { return false }
        if let upper, upper.bound < version || (version == upper.bound && !upper.isIncluded) { return false }
        return true
    }

    private static func bound(_ text: Bytes, _ place: Int, _ end: Int) -> (bound: PackageVersion, isIncluded: Bool) {
        let isIncluded = place + 1 < end && text[place + 1] == Ascii.equals
        return (PackageVersion(text, in: (place + (isIncluded ? 2 : 1))..<end), isIncluded)
    }
}
