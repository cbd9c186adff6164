internal import Text

/// The ssh connections to one host, each with as many sessions as sshd surely allows.
///
/// A session that is refused all the same is no failure: ssh then makes a connection of its own for it.
struct ConnectionPool {
    struct Lease {
        /// Of the connection, for `isUp` and `release`.
        var index: Int
        var share: TransportCommand.Share
        var opens: Bool
    }

    private struct Connection {
        var share: TransportCommand.Share
        var sessions = 1
        var isUp: Bool
    }

    private let limit: Int
    private let prefix: Bytes
    private var connections: [Connection?] = []

    /// Hands out nothing: for transports whose sessions have nothing in common.
    init() { (limit, prefix) = (0, []) }

    /// - Parameter usersOwn: the user's configuration leads to a connection that is open already.
    init(limit: Int, prefix: Bytes, usersOwn: Bool) {
        self.limit = limit
        self.prefix = prefix
        if usersOwn { connections = [Connection(share: .user, sessions: 0, isUp: true)] }
    }

    /// A place for one more session; nil while a connection is being made that should be waited for.
    mutating func open() -> Lease? {
        for (index, connection) in connections.enumerated() {
            guard let connection, connection.isUp, connection.sessions < limit else { continue }
            connections[index]?.sessions += 1
            return Lease(index: index, share: connection.share, opens: false)
        }
        if connections.contains(where: { $0?.isUp == false }) { return nil }
        let path = prefix + Bytes("\(connections.count)".utf8)
        connections.append(Connection(share: .joins(path), isUp: false))
        return Lease(index: connections.count - 1, share: .opens(path), opens: true)
    }

    mutating func isUp(_ index: Int) {
        if connections.indices.contains(index) { connections[index]?.isUp = true }
    }

    /// A session ended. A connection that never came up is forgotten.
    mutating func release(_ index: Int) {
        guard connections.indices.contains(index), let connection = connections[index] else { return }
        if connection.isUp { connections[index]?.sessions -= 1 } else { connections[index] = nil }
    }
}
