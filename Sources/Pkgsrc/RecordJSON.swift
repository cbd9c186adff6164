package import Text

extension Fields {
    /// One object of JSON on one line: each name once, with its value, or an array of values where it comes again.
    package var json: Bytes {
        var names: [Bytes] = []
        var values: [Bytes: [Bytes]] = [:]
        for index in 0..<count {
            let (name, value) = self[index]
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(value)
        }
        let members = names.map { name -> Bytes in
            let texts = (values[name] ?? []).map(jsonString)
            let value =
                texts.count == 1
                ? texts[0]
                : [Ascii.leftBracket] + Bytes(texts.joined(separator: Bytes(", "))) + [Ascii.rightBracket]
            return jsonString(name) + Bytes(": ") + value
        }
        return [Ascii.leftBrace] + Bytes(members.joined(separator: Bytes(", "))) + [Ascii.rightBrace]
    }
}
