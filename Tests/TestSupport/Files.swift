package import Platform
package import Text

package func ownEnvironment() -> [Bytes] {
    var entries: [Bytes] = []
    for name in ["PATH", "HOME", "USER", "LOGNAME"] {
        if let value = getenv(name) { entries.append(Bytes("\(name)=".utf8) + bytes(ofCString: value)) }
    }
    return entries
}

package func temporaryDirectory() throws -> Bytes {
    var template = Bytes("/tmp/distmake-test.XXXXXX") + [0]
    let made = template.withUnsafeMutableBytes { mkdtemp($0.baseAddress!.assumingMemoryBound(to: CChar.self)) != nil }
    guard made else { throw SystemError.last }
    let path = Bytes(template.dropLast())
    _ = withCString(path) { chmod($0, 0o755) }
    return path
}

package func makeDirectory(_ path: Bytes) throws {
    guard withCString(path, { mkdir($0, 0o755) }) == 0 else { throw SystemError.last }
}

/// rm -rf; links are not followed.
package func removeTree(_ path: Bytes) {
    if fileStatus(path, followLinks: false)?.isDirectory == true {
        for name in directoryEntries(path) ?? [] { removeTree(path + [Ascii.slash] + name) }
        _ = withCString(path) { rmdir($0) }
    } else {
        _ = withCString(path) { unlink($0) }
    }
}

/// Runs a command to its end; its output and status.
@discardableResult
package func shell(_ command: String) throws -> (output: Bytes, status: Platform.ExitStatus) {
    try capture(
        SpawnRequest(
            arguments: [Bytes("/bin/sh"), Bytes("-c"), Bytes(command.utf8)],
            environment: CStringBlock(ownEnvironment())))
}

package func isAlive(_ pid: ProcessID) -> Bool {
    guard kill(pid, 0) == 0 else { return false }
    // A zombie that nobody reaps counts as dead.
    guard let stat = try? readFile(Bytes("/proc/\(pid)/stat".utf8)),
        let close = stat.lastIndex(of: Ascii.rightParen), close + 2 < stat.count
    else { return false }
    return stat[close + 2] != UInt8(ascii: "Z")
}

/// A program of this package, which is built beside the tests.
package func builtProgram(_ name: String) throws -> Bytes {
    let own = [realPath(Bytes("/proc/self/exe"))] + commandLineWords().map { realPath($0) }
    for case let path? in own {
        guard let slash = path.lastIndex(of: Ascii.slash) else { continue }
        let program = Bytes(path[...slash]) + Bytes(name.utf8)
        if fileStatus(program)?.isRegular == true { return program }
    }
    throw SystemError(code: ENOENT)
}
