internal import Text

/// `:range`, `:gmtime`, `:localtime` and `:mtime`.
extension ModifierScanner {
    func range() -> (Modifier, next: Int)? {
        guard word("range") else { return nil }
        let index = start + 5
        if isEnd(index) { return (.range(0), index) }
        guard text[index] == Ascii.equals else { return nil }
        let end = endOfDigits(from: index + 1)
        guard let count = Int(String(decoding: text[index + 1..<end], as: UTF8.self)) else {
            var stop = index + 1
            while !isEnd(stop) { stop += 1 }
            return (.invalid(.invalidRange(rest(from: index + 1))), stop)
        }
        return (.range(count), end)
    }

    func endOfDigits(from start: Int) -> Int {
        var end = start
        while end < text.count, text[end].isDigit { end += 1 }
        return end
    }

    func time(_ name: StaticString, local: Bool) -> (Modifier, next: Int)? {
        guard word(name) else { return nil }
        let index = start + name.utf8CodeUnitCount
        if isEnd(index) { return (.formatTime(local: local, at: nil), index) }
        guard text[index] == Ascii.equals else { return nil }
        let (template, next) = text(from: index + 1)
        guard next > index + 1, template.literal != nil else { return (.formatTime(local: local, at: template), next) }
        // Behind the number of seconds the chain goes on, with or without a colon.
        let begin = index + (byte(index + 1) == Ascii.minus ? 2 : 1)
        let end = endOfDigits(from: begin)
        guard Int64(String(decoding: text[index + 1..<end], as: UTF8.self)) != nil else {
            return (.invalid(.invalidTime(rest(from: index + 1))), next)
        }
        let seconds = Bytes(text[index + 1..<end])
        return (.formatTime(local: local, at: Template(source: seconds, parts: [.literal(seconds)])), end)
    }

    func modificationTime() -> (Modifier, next: Int)? {
        guard word("mtime") else { return nil }
        let index = start + 5
        if isEnd(index) { return (.modificationTime(fallback: nil, isError: false), index) }
        guard text[index] == Ascii.equals else { return nil }
        let (template, next) = text(from: index + 1)
        return (.modificationTime(fallback: template, isError: template.literal == Bytes("error")), next)
    }
}
