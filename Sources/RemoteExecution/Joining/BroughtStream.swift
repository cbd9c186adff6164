internal import Platform

/// A stream to a host's sh that an `accept` handed over.
struct BroughtStream {
    /// What is written here the sh reads.
    var input: Int32
    /// What the sh writes comes here.
    var output: Int32
    /// The connection to the `accept`, which ends when this is closed; -1 if something else holds it.
    var holder: Int32

    func close() { for fd in [input, output, holder] where fd >= 0 { Platform.close(fd) } }
}
