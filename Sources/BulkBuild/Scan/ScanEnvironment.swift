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

    /// Of what a make sees: how deep it is nested, and where, is not part of it.
    func number(forMake entries: [Bytes]) -> UInt32 {
        number(of: entries) { !$0.hasPrefix(Self.pwd) && !$0.hasPrefix(Self.oldPWD) && !$0.hasPrefix(Self.level) }
    }

    private static let pwd = Bytes("PWD=")
    private static let oldPWD = Bytes("OLDPWD=")
    private static let level = Bytes("MAKELEVEL=")
}
