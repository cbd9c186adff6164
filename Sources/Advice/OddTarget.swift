package import Text

/// Targets that are ordinary ones here, but that somebody meant otherwise.
package enum OddTarget {
    private static let gnu: [(name: String, mend: String)] = [
        (".ONESHELL", "with -j a recipe has one shell; else join lines by `&& \\'"), (".SECONDARY", ".PRECIOUS: files"),
        (".INTERMEDIATE", "nothing is removed here; a recipe can do it"),
        (".SECONDEXPANSION", "$$@ among the sources is ${.TARGET}"),
        (".EXPORT_ALL_VARIABLES", ".export-all"), (".NOTINTERMEDIATE", ".PRECIOUS: files"),
        (".LOW_RESOLUTION_TIME", "nothing is needed"),
    ]
    /// - Returns: the text of a note and the advice with it; nil for a target that is as it should be.
    package static func advice(_ name: Bytes) -> (note: String, advice: Advice)? {
        if name.contains(UInt8(ascii: "%")) {
            let suffixes = name.plainWords.first.map { Bytes($0.drop { $0 != Ascii.dot }) } ?? []
            return (
                "rules with `%' are GNU make's; here `\(name.text)' is the name of a file",
                Advice(
                    column: 0,
                    mend:
                        "a suffix rule: .SUFFIXES: .c \(suffixes.isEmpty ? ".o" : suffixes.text) and .c\(suffixes.isEmpty ? ".o" : suffixes.text):"
                )
            )
        }
        guard name.first == Ascii.dot, name.count > 3 else { return nil }
        if let known = gnu.first(where: { name.elementsEqual($0.name.utf8) }) {
            return ("\(known.name) is GNU make's; here it is an ordinary target", Advice(column: 0, mend: known.mend))
        }
        guard !SpecialNames.targets.contains(name),
            name.dropFirst().allSatisfy({ $0.isAlpha || $0 == Ascii.underscore }),
            let near = Spelling.nearest(to: name, among: SpecialNames.targets)
        else { return nil }
        return ("`\(name.text)' is no special target", Advice(column: 0, mend: near.text))
    }
}
