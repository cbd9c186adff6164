internal import Text

/// The directives that are neither conditionals nor loops (make-language.md section 5).
extension Reader {
    func execute(_ directive: Directive, _ argument: LazyTemplate) {
        switch directive {
        case .include(let mayBeMissing, let isDepend): include(argument, mayBeMissing, isDepend)
        case .error, .warning, .info: message(directive, argument)
        case .export: exportNames(argument, .tracked)
        case .exportEnvironment: exportNames(argument, .once)
        case .exportLiteral: exportNames(argument, .literal)
        case .exportAll: evaluator.exportAll()
        case .unexport:
            let names = words(of: evaluator.written(argument.source))
            if names.isEmpty { evaluator.unexportAll() } else { names.forEach(evaluator.unexport) }
        case .unexportEnvironment:
            if !argument.source.isEmpty {
                evaluator.error(Bytes("The directive .unexport-env does not take arguments"))
            }
            evaluator.unexportAll()
            evaluator.clearEnvironment()
        case .undefine:
            if argument.source.isEmpty { evaluator.error(Bytes("The .undef directive requires an argument")) }
            let names = words(of: evaluator.expandNames(argument))
            names.prefix(evaluator.language.dialect.undefinesOneName ? 1 : .max).forEach(evaluator.undefine)
        case .breakLoop: breakLoop()
        case .poison: evaluator.poison(evaluator.expandLine(argument))
        }
    }

    func exportNames(_ argument: LazyTemplate, _ mode: Evaluator.ExportMode) {
        if argument.source.isEmpty {
            evaluator.exportAll()
            return
        }
        for name in words(of: evaluator.expandNames(argument)) { evaluator.export(name, mode) }
    }

    func message(_ directive: Directive, _ argument: LazyTemplate) {
        let (name, severity): (String, Diagnostic.Severity) =
            switch directive {
            case .error: ("error", .error)
            case .warning: ("warning", .warning)
            default: ("info", .info)
            }
        guard !argument.source.isEmpty else {
            evaluator.error(Bytes("Missing argument for \".\(name)\""))
            return
        }
        let text = evaluator.expandLine(argument)
        evaluator.report(severity, text)
        if case .error = directive { stop() }
    }

    /// Nothing more is read.
    package func stop() {
        removeAllFrames()
        wasStopped = true
    }

    func breakLoop() {
        guard let loop = frames.lastIndex(where: { $0.loop != nil }), loop == frames.count - 1 else {
            evaluator.error(Bytes("break outside of for loop"))
            return
        }
        conditionals.removeLast(conditionals.count - frames[loop].conditionalBase)
        removeFrame()
    }
}
