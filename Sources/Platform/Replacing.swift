/// Becomes another program, which gets our environment; returns only if that failed.
package func become(_ program: [UInt8], _ arguments: [[UInt8]]) -> SystemError {
    let words = CStringBlock(arguments)
    _ = withCString(program) { execv($0, words.pointers) }
    return SystemError.last
}

/// The absolute path of the program that runs; nil if the system does not tell and it was not called by a path.
package func ownProgram() -> [UInt8]? {
    for link in ["/proc/self/exe", "/proc/curproc/file", "/proc/curproc/exe"] {
        if let path = realPath([UInt8](link.utf8)) { return path }
    }
    guard let called = commandLineWords().first else { return nil }
    if called.contains(0x2F) { return realPath(called) }
    guard let path = getenv("PATH").map({ bytes(ofCString: $0) }) else { return nil }
    for directory in path.split(separator: 0x3A) {
        let candidate = [UInt8](directory) + [0x2F] + called
        if withCString(candidate, { access($0, X_OK) }) == 0 { return realPath(candidate) }
    }
    return nil
}
