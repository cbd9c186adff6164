internal import CPlatform

// The one file that chooses a C library; the others import it through here.
#if canImport(Glibc)
    @_exported public import Glibc
#elseif canImport(Musl)
    @_exported public import Musl
#elseif canImport(Darwin)
    @_exported public import Darwin
#endif

/// The signal by which a terminal asks what is going on; nil where there is none.
#if os(Linux)
    package let informationSignal: Int32? = nil
#else
    package let informationSignal: Int32? = SIGINFO
#endif

/// A failed system call: its errno value and what it was about.
package struct SystemError: Error, Equatable, Sendable {
    package let code: Int32
    package init(code: Int32) { self.code = code }

    /// The errno of the call that just failed.
    package static var last: SystemError { SystemError(code: cp_errno()) }

    /// The text of strerror(3).
    package var text: String { String(cString: strerror(code)) }
}

/// Calls `body` with a zero-terminated copy of `bytes`.
package func withCString<R>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
        for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        buffer[bytes.count] = 0
        return body(UnsafePointer(buffer.baseAddress!))
    }
}

/// The bytes of a zero-terminated string.
package func bytes(ofCString pointer: UnsafePointer<CChar>) -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
}

/// A process, as getpid(2) names it.
package typealias ProcessID = Int32

/// uname(2): the system's name and the machine's.
package func systemName() -> (name: [UInt8], machine: [UInt8]) {
    var names = utsname()
    guard uname(&names) == 0 else { return ([], []) }
    func text<T>(_ field: T) -> [UInt8] {
        withUnsafeBytes(of: field) { [UInt8]($0.prefix { $0 != 0 }) }
    }
    return (text(names.sysname), text(names.machine))
}
