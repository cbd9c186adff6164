internal import Platform
internal import Text

/// How a recipe's tools are told of the common budget of jobs (Documentation/jobs.md).
enum JobserverForm: Equatable {
    /// Beside bmake's `-J`: `-D --jobserver-auth=R,W`, descriptors that the job inherits.
    case pipe
    /// Beside bmake's `-J`: `-D --jobserver-auth=fifo:PATH`
    case fifo
    /// Instead of bmake's `-J`: MAKEFLAGS as GNU make writes it. GNU make 4.4 stops at what it does not know.
    case gnu

    /// The value of `.MAKE.JOBSERVER`; nil if it decides nothing.
    init?(name: Bytes) {
        switch name {
        case Bytes("pipe"): self = .pipe
        case Bytes("fifo"): self = .fifo
        case Bytes("gnu"): self = .gnu
        default: return nil
        }
    }
}

/// What the makes that recipes name say of themselves, asked once for each.
struct JobserverForms {
    private var known: [Bytes: JobserverForm] = [:]

    /// Nil if no GNU make and nothing of its kind is named.
    mutating func form(for tools: JobserverTools, environment: @autoclosure () -> [Bytes]) -> JobserverForm? {
        guard let word = tools.make else { return tools.namesOpener ? .fifo : nil }
        // Only this form can be read by both.
        if tools.namesBSDMake { return .pipe }
        if let form = known[word] { return form }
        // cmake runs the first of these that it finds.
        let names = word.hasSuffix(Bytes("cmake")) ? [Bytes("gmake"), Bytes("make")] : [word]
        let entries = environment().filter { !$0.hasPrefix(Bytes("MAKEFLAGS=")) }
        let version = names.lazy.compactMap { gnuMakeVersion(saidBy: $0, environment: entries) }.first
        let form: JobserverForm = version.map { $0 >= (4, 4) } ?? false ? .gnu : .pipe
        known[word] = form
        return form
    }
}

/// The release of a GNU make; nil if the program is none.
private func gnuMakeVersion(saidBy program: Bytes, environment: [Bytes]) -> (Int, Int)? {
    var request = SpawnRequest(arguments: [program, Bytes("--version")], environment: CStringBlock(environment))
    let null = withCString(Bytes("/dev/null")) { open($0, O_RDWR | O_CLOEXEC) }
    defer { close(null) }
    (request.standardInput, request.standardError) = (null, null)
    guard let (text, status) = try? capture(request, limit: 4096), status == .exited(0) else { return nil }
    return gnuMakeVersion(in: text)
}

/// The release in `GNU Make 4.4.1`, at the beginning of what `--version` prints.
func gnuMakeVersion(in text: Bytes) -> (Int, Int)? {
    let mark = Bytes("GNU Make ")
    guard text.starts(with: mark) else { return nil }
    let numbers = text.dropFirst(mark.count).prefix { $0 > Ascii.space }.split(separator: Ascii.dot)
    guard let major = numbers.first.flatMap({ Int(Bytes($0).text) }) else { return nil }
    let minor = numbers.count > 1 ? Bytes(numbers[1].prefix(while: \.isDigit)) : []
    return (major, Int(minor.text) ?? 0)
}
