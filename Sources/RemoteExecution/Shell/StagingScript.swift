internal import Text

/// Commands that put files into the stage. On failure they set the variable `e`; `v` where something that the stage
/// should have had is gone.
func stagingScript(_ batch: Batch, cookie: Cookie, encoding: Encoding) -> Bytes {
    var text: Bytes = []
    for file in batch.files {
        if file.replacesLink { text += Bytes("rm -f ") + shellQuoted(stagePath(file.path)) + [Ascii.newline] }
        text += hereFile(file.content, at: shellQuoted(stagePath(file.path)), cookie: cookie, encoding: encoding)
    }
    return text + copyingScript(batch.copies)
        + stampingScript(
            batch.files.map { ($0.path, $0.stamp) } + batch.copies.map { ($0.path, $0.stamp) } + batch.stamps)
}

/// Each copy is a file of its own: a recipe that writes to one of two changes one.
func copyingScript(_ copies: [Batch.Copy]) -> Bytes {
    copies.reduce(into: []) { text, copy in
        let path = shellQuoted(stagePath(copy.path))
        text += Bytes("if [ -e ") + path + Bytes(" ]; then rm -f ") + path + Bytes("; fi; cp ")
        text += shellQuoted(copy.source.path) + [Ascii.space] + path + Bytes(" || v=1\n")
        if copy.sourceIsExecutable && !copy.stamp.isExecutable { text += Bytes("chmod -x ") + path + [Ascii.newline] }
        // What the store has is read-only.
        if case .store = copy.source { text += Bytes("chmod u+w ") + path + [Ascii.newline] }
    }
}

/// Times and executable bits, with as few processes as there are different times.
func stampingScript(_ files: [(path: Bytes, stamp: Batch.Stamp)]) -> Bytes {
    var text: Bytes = []
    var times: [Bytes] = []
    var byTime: [Bytes: Bytes] = [:]
    var executable: Bytes = []
    for (path, stamp) in files {
        let word = [Ascii.space] + shellQuoted(stagePath(path))
        if stamp.isExecutable { executable += word }
        guard let time = touchStamp(stamp.modified) else { continue }
        if byTime[time] == nil { times.append(time) }
        byTime[time, default: []] += word
    }
    if !executable.isEmpty { text += Bytes("chmod +x") + executable + Bytes(" || e=1\n") }
    for time in times { text += Bytes("TZ=UTC0 touch -t ") + time + (byTime[time] ?? []) + Bytes(" || e=1\n") }
    return text
}
