internal import Text

/// An `.if` whose `.endif` is still to come.
struct OpenConditional {
    enum State {
        /// Lines count.
        case taken
        /// No branch was taken so far.
        case seeking
        /// A branch was taken; the others are skipped.
        case done
        /// Inside of something skipped, or malformed.
        case ignored
    }
    var state: State
    var hasElse = false
}

/// `.if` and its family.
extension Reader {
    func execute(_ conditional: Conditional) {
        let base = frames[frames.count - 1].conditionalBase
        let isInside = conditionals.count > base
        switch conditional {
        case .open(let test, let condition):
            guard conditionals.last?.state ?? .taken == .taken else {
                conditionals.append(OpenConditional(state: .ignored))
                return
            }
            conditionals.append(OpenConditional(state: state(evaluator.evaluate(condition, test))))
        case .elseIf(let test, let condition):
            guard isInside else { return evaluator.error(Bytes("if-less elif")) }
            let last = conditionals.count - 1
            if conditionals[last].hasElse {
                evaluator.warning(Bytes("extra elif"))
                conditionals[last].state = .done
                return
            }
            switch conditionals[last].state {
            case .taken: conditionals[last].state = .done
            case .seeking: conditionals[last].state = state(evaluator.evaluate(condition, test))
            case .done, .ignored: break
            }
        case .otherwise(let hasArguments):
            if hasArguments { evaluator.error(Bytes("The .else directive does not take arguments")) }
            guard isInside else { return evaluator.error(Bytes("if-less else")) }
            let last = conditionals.count - 1
            if conditionals[last].hasElse {
                evaluator.warning(Bytes("extra else"))
                conditionals[last].state = .done
                return
            }
            conditionals[last].hasElse = true
            switch conditionals[last].state {
            case .taken: conditionals[last].state = .done
            case .seeking: conditionals[last].state = .taken
            case .done, .ignored: break
            }
        case .close(let hasArguments):
            if hasArguments { evaluator.error(Bytes("The .endif directive does not take arguments")) }
            guard isInside else { return evaluator.error(Bytes("if-less endif")) }
            conditionals.removeLast()
        }
    }

    /// A malformed condition skips the whole block (S5-16).
    func state(_ truth: Truth) -> OpenConditional.State {
        switch truth {
        case .yes: .taken
        case .no: .seeking
        case .malformed: .ignored
        }
    }
}
