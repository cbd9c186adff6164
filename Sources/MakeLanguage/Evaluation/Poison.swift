internal import Text

/// What `.poison` forbids of a variable from now on (make-language.md S3-43).
enum Poison: Sendable {
    /// `.poison NAME`: any use.
    case use
    /// `.poison !defined(NAME)`: use while it is undefined.
    case undefined
    /// `.poison empty(NAME)`: use while it is undefined or empty.
    case empty

    /// The argument of `.poison`, expanded; nil if it is none of the three.
    static func parse(_ text: Bytes) -> (Poison, name: Bytes)? {
        let text = Bytes(text.drop(while: \.isSpace).reversed().drop(while: \.isSpace).reversed())
        func argument(_ function: StaticString) -> Bytes? {
            let head = Bytes(function) + [Ascii.leftParen]
            guard text.hasPrefix(head), text.last == Ascii.rightParen else { return nil }
            return Bytes(text[head.count..<(text.count - 1)])
        }
        let found: (Poison, name: Bytes)
        if let name = argument("!defined") {
            found = (.undefined, name)
        } else if let name = argument("empty") {
            found = (.empty, name)
        } else {
            found = (.use, text)
        }
        let isName = !found.name.isEmpty && !found.name.contains { $0.isSpace || $0 == Ascii.leftParen }
        return isName ? found : nil
    }
}

extension Evaluator {
    func poison(_ argument: Bytes) {
        guard let (poison, name) = Poison.parse(argument) else {
            return error(Bytes("Invalid .poison: ") + argument)
        }
        poisons[language.names.intern(name)] = poison
    }

    /// Asked where a variable came to nothing, and where a poisoned one is used; false if that is an error.
    func allows(_ name: NameID, isDefined: Bool, isEmpty: Bool) -> Bool {
        guard let poison = poisons[name] else { return true }
        let what: StaticString
        switch poison {
        case .use: what = " has been referenced"
        case .undefined where !isDefined: what = " is not defined"
        case .empty where isEmpty: what = isDefined ? " is empty" : " is not defined"
        default: return true
        }
        let message = Bytes("Poisoned variable ") + language.names.bytes(of: name) + Bytes(what)
        report(location == nil ? .fatal : .error, message)
        return false
    }
}
