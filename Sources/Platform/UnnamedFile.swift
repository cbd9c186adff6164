internal import CPlatform

/// Opens a new file for writing that has no name yet, and vanishes with this process; -1 where there is no such thing.
package func openUnnamedFile(in directory: [UInt8], mode: UInt32) -> Int32 {
    withCString(directory) { cp_open_unnamed($0, mode_t(mode)) }
}

/// Gives such a file a name that nothing has so far.
package func nameFile(_ fd: Int32, _ path: [UInt8]) -> Bool {
    withCString(path) { cp_name_unnamed(fd, $0) } == 0
}
