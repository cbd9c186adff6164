internal import Text

/// A session with a host that carries nothing but data, so that transfers do not wait for slots, nor slots for them.
protocol DataCarrier: AnyObject {
    var plane: DataPlane { get }
    /// Its transport; killed with the others.
    var session: Session { get }
    /// Index of the connection that it uses, among its host's.
    var connection: Int? { get }
    /// It has something to send or to take.
    var isExpected: Bool { get }
    /// Ends it: whatever waits for it is lost.
    func lose(_ reason: String)
    /// Puts files into the stage.
    func put(_ batch: Batch, directories: [Bytes], _ completion: @escaping (DataResult) -> Void)
    /// Sends a file that the host keeps aside, from an offset on, and then removes it there.
    ///
    /// - Parameter limit: more bytes than that are a failure.
    func fetch(
        aside name: Bytes, from offset: Int, limit: Int, onBytes: @escaping (Bytes) -> Void,
        completion: @escaping (DataResult) -> Void)
}

/// What became of a transfer.
enum DataResult: Equatable {
    case done
    /// A file that the stage should have had is gone.
    case vanished
    /// The host could not do it.
    case refused(String)
    /// The session ended, or makes no sense; nobody knows what the host has.
    case lost(String)
}
