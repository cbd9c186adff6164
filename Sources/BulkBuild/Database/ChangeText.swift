internal import Pkgsrc
package import Text

/// What became of a fact, in words.
///
/// - Parameters:
///   - top: of the tree; paths below it are told without it.
///   - base: the environment of the scan.
package func changeText(_ fact: Fact, now: Bytes, top: Bytes, environment base: [Bytes]) -> String {
    let subject = fact.question.subject
    let isBelow = subject.hasPrefix(top + [Ascii.slash])
    let path = shown(isBelow ? Bytes(subject[(top.count + 1)...]) : subject)
    switch fact.question.kind {
    case .content:
        return fact.answer.isEmpty ? "\(path) can be read now" : now.isEmpty ? "\(path) is gone" : "\(path) has changed"
    case .kind:
        if now.isEmpty { return "\(path) is gone" }
        if fact.answer.isEmpty { return "\(path) is there now" }
        return "\(path) is a \(now == Bytes("d") ? "directory" : "file") now"
    case .names:
        return fact.answer.isEmpty
            ? "\(path) can be read now" : now.isEmpty ? "\(path) is gone" : "\(path) has other names in it"
    case .link:
        return now.isEmpty ? "\(path) leads nowhere" : "\(path) leads to \(shown(now)) now"
    case .command:
        return "`\(shown(CommandText(subject, base)?.shown ?? []))' answers otherwise"
    }
}
