internal import Text

/// Environments as numbers, for the keys of answers.
final class EnvironmentNumbers: Sendable {
    private let names = NameTable()

    /// Of those entries that count.
    func number(of entries: [Bytes], counting counts: (Bytes) -> Bool) -> UInt32 {
        var text: Bytes = []
        for entry in entries where counts(entry) {
            text += entry
            text.append(0)
        }
        return names.intern(text).raw
    }
}
