internal import Platform
internal import Text

/// Takes the directory of a stage out of bytes that come in portions of any size, so that names of the stage become ours.
struct PathUndoing {
    private let pattern: Bytes
    /// What may be the beginning of the directory's name.
    private var held: Bytes = []

    /// - Parameter stage: the path of the stage.
    init(stage: Bytes) { pattern = stage + Bytes("/tree") }

    mutating func take(_ bytes: Bytes) -> Bytes {
        let text = held.isEmpty ? bytes : held + bytes
        held = []
        var out: Bytes = []
        var start = 0
        while let (index, isWhole) = find(pattern, in: text, from: start) {
            out += text[start..<index]
            guard isWhole else {
                held = Bytes(text[index...])
                return out
            }
            start = index + pattern.count
        }
        if start == 0 { return text }
        return out + text[start...]
    }

    /// The rest; nothing follows.
    mutating func end() -> Bytes {
        defer { held = [] }
        return held
    }
}

/// Notices the path of a stage in bytes that come in portions of any size.
struct StageDetector {
    private let pattern: Bytes
    private var tail: Bytes = []
    private(set) var hasFound = false

    init(stage: Bytes) { pattern = stage }

    mutating func take(_ bytes: Bytes) {
        guard !hasFound else { return }
        let text = tail.isEmpty ? bytes : tail + bytes
        tail = []
        guard let (index, isWhole) = find(pattern, in: text, from: 0) else { return }
        if isWhole { hasFound = true } else { tail = Bytes(text[index...]) }
    }
}

/// Where a pattern that begins with a `/` stands first, or what may be the beginning of one at the end of the text.
private func find(_ pattern: Bytes, in text: Bytes, from start: Int) -> (index: Int, isWhole: Bool)? {
    text.withUnsafeBytes { text in
        pattern.withUnsafeBytes { pattern in
            var index = start
            while index < text.count {
                guard let found = memchr(text.baseAddress! + index, Int32(Ascii.slash), text.count - index) else {
                    return nil
                }
                index = UnsafeRawPointer(found) - text.baseAddress!
                let available = min(pattern.count, text.count - index)
                if memcmp(text.baseAddress! + index, pattern.baseAddress!, available) == 0 {
                    return (index, available == pattern.count)
                }
                index += 1
            }
            return nil
        }
    }
}
