internal import Text

/// How what is too large to travel with a script gets to a host and back (Documentation/remote-protocol.md).
package enum DataPlane: String, Equatable, Sendable, CaseIterable {
    /// In here-documents of the script, whatever its size.
    case inline
    /// As an archive in the stream of the slot that will run the action.
    case frames
    /// As an archive in a stream of its own.
    case stream
    /// By the subsystem sftp of the same connection.
    case sftp
}
