internal import ContentStore
internal import Execution
internal import Text

extension PreparedAction {
    /// Names what the action does: two actions with one key make the same, whoever runs them.
    ///
    /// In it are the script, its shell and environment, where it runs and what it makes, the files that it reads with their
    /// contents, and what the caller knows of the programs that it runs. The times of files are not: make has compared them.
    ///
    /// - Parameter programs: identities of compilers.
    func key(programs: [Bytes], umask: UInt32) -> Digest {
        var text: Bytes = []
        /// Each field with its length, so that no two lists are the same text.
        func add(_ fields: [Bytes]) {
            text += Bytes("\(fields.count)\n".utf8)
            for field in fields { text += Bytes("\(field.count) ".utf8) + field + [Ascii.newline] }
        }
        add([Bytes("action 1"), directory, action.script, Bytes(octal(umask).utf8)])
        add(action.shell)
        add(travellingEnvironment(action).sorted { $0.lexicographicallyPrecedes($1) })
        add(outputs)
        add(programs)
        let read = files.map { $0.path + [0] + $0.digest.hex + [0, $0.isExecutable ? UInt8(ascii: "x") : Ascii.minus] }
        add(read.sorted { $0.lexicographicallyPrecedes($1) })
        // Directories among the inputs must exist, and no more is known of them.
        add(inputs.sorted { $0.lexicographicallyPrecedes($1) })
        return Digest(of: text)
    }
}
