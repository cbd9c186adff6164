internal import Text

/// test(1), as far as every shell agrees.
struct PlainTest {
    let world: any World

    /// Nil: the shell is to say it, in its own words where something is wrong.
    func truth(_ words: ArraySlice<Bytes>) -> Bool? {
        let words = Array(words)
        switch words.count {
        case 0: return false
        case 1: return !words[0].isEmpty
        case 2:
            if words[0] == [Ascii.exclamation] { return words[1].isEmpty }
            return unary(words[0], words[1])
        case 3:
            if let truth = binary(words[0], words[1], words[2]) { return truth }
            if words[0] == [Ascii.exclamation] { return unary(words[1], words[2]).map { !$0 } }
            return nil
        case 4 where words[0] == [Ascii.exclamation]:
            return binary(words[1], words[2], words[3]).map { !$0 }
        default: return nil
        }
    }

    private func unary(_ operation: Bytes, _ operand: Bytes) -> Bool? {
        switch operation.text {
        case "-n": return !operand.isEmpty
        case "-z": return operand.isEmpty
        case "-d": return operand.isEmpty ? false : world.isDirectory(operand)
        case "-e", "-f", "-r", "-s", "-w", "-x":
            if operand.isEmpty || world.modificationTime(of: operand) == nil { return false }
            switch operation.text {
            case "-e": return true
            case "-f": return world.isDirectory(operand) ? false : nil
            default: return nil
            }
        default: return nil
        }
    }

    private func binary(_ left: Bytes, _ operation: Bytes, _ right: Bytes) -> Bool? {
        switch operation.text {
        case "=": return left == right
        case "!=": return left != right
        case "-eq": return numbers(left, right).map { $0 == $1 }
        case "-ne": return numbers(left, right).map { $0 != $1 }
        case "-lt": return numbers(left, right).map { $0 < $1 }
        case "-le": return numbers(left, right).map { $0 <= $1 }
        case "-gt": return numbers(left, right).map { $0 > $1 }
        case "-ge": return numbers(left, right).map { $0 >= $1 }
        default: return nil
        }
    }

    private func numbers(_ left: Bytes, _ right: Bytes) -> (Int, Int)? {
        guard let left = number(left), let right = number(right) else { return nil }
        return (left, right)
    }

    private func number(_ text: Bytes) -> Int? {
        let digits = text.first == Ascii.minus ? text.dropFirst() : text[...]
        guard (1...17).contains(digits.count), digits.allSatisfy(\.isDigit) else { return nil }
        return Int(text.text)
    }
}
