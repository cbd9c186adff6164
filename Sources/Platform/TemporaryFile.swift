internal import CPlatform

/// A new file by mkstemp(3): `template` ends in `XXXXXX`. Nil if there can be none.
package func makeTemporaryFile(_ template: [UInt8]) -> (fd: Int32, path: [UInt8])? {
    var path = template + [0]
    let fd = path.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { mkstemp($0.assumingMemoryBound(to: CChar.self)) } ?? -1
    }
    return fd < 0 ? nil : (fd, Array(path.dropLast()))
}
