internal import Text

/// `:gmtime`, `:localtime` and `:mtime` (make-language.md 4.2).
extension ModifierChain {
    mutating func formatTime(_ local: Bool, _ at: Template?) -> Bool {
        var seconds = evaluator.world.now() / 1_000_000_000
        if let at {
            let text = expand(at)
            if !text.isEmpty {
                guard let given = Int64(String(decoding: text, as: UTF8.self)) else { return fail(.invalidTime(text)) }
                if given != 0 { seconds = given }
            }
        }
        let format = value.isEmpty ? Bytes("%c") : value
        value = evaluator.world.formatTime(format, seconds: seconds, local: local)
        return true
    }

    mutating func modificationTime(_ fallback: Template?, _ isError: Bool) -> Bool {
        var missing: Bytes?
        let other = fallback.map(expand)
        let text = value
        value = mapWords(text, words) { _, word, out in
            let path = Bytes(text[word])
            if let time = evaluator.world.modificationTime(of: path) {
                out += Bytes("\(time / 1_000_000_000)")
            } else if isError {
                missing = path
            } else {
                out += other ?? Bytes("\(evaluator.world.now() / 1_000_000_000)")
            }
        }
        guard let missing else { return true }
        evaluator.report(.plain, Bytes("Cannot determine mtime for '") + missing + Bytes("'"))
        return markFailed()
    }
}
