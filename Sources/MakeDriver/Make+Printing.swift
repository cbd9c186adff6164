internal import MakeLanguage
internal import Report
internal import Text

/// `-V`: values instead of a build.
extension Make {
    func printVariables() {
        guard dialect.expandsPrintedVariables else {
            for (name, _) in options.printed { output.putLine(evaluator.rawValue(name) ?? []) }
            return
        }
        let expandsAll =
            evaluator.truth(".MAKE.EXPAND_VARIABLES", fallback: false) && !options.debug.contains(.rawPrint)
        for (name, expanded) in options.printed {
            let text =
                if name.contains(Ascii.dollar) {
                    evaluator.expand(name)
                } else if expanded ?? expandsAll {
                    evaluator.value(name) ?? []
                } else {
                    evaluator.rawValue(name) ?? []
                }
            if !evaluator.hasFailedFatally { output.putLine(text) }
        }
    }
}
