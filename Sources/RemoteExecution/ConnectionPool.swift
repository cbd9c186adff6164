package import Text

/// The ssh connections to one host, each with as many sessions as sshd surely allows.
///
/// Where it allows fewer, a session is refused, and its connection counts as full from then on.
package struct ConnectionPool {
    package struct Lease {
        /// Of the connection, for `isUp` and `release`.
        package var index: Int
        var share: TransportCommand.Share
        package var opens: Bool
    }

    private struct Connection {
        var share: TransportCommand.Share
        var sessions = 1
        var limit: Int
        var isUp: Bool
    }

    private let limit: Int
    private let prefix: Bytes
    private var connections: [Connection?] = []

    /// Hands out nothing: for transports whose sessions have nothing in common.
    init() { (limit, prefix) = (0, []) }

    /// - Parameter usersOwn: the user's configuration leads to a connection that is open already.
    package init(limit: Int, prefix: Bytes, usersOwn: Bool) {
        self.limit = limit
        self.prefix = prefix
        if usersOwn { connections = [Connection(share: .user, sessions: 0, limit: limit, isUp: true)] }
    }

    /// A connection is being made.
    package var isConnecting: Bool { connections.contains { $0?.isUp == false } }

    /// A place for one more session on a connection that is there; nil if all are full.
    package mutating func join() -> Lease? {
        for (index, connection) in connections.enumerated() {
            guard let connection, connection.isUp, connection.sessions < connection.limit else { continue }
            connections[index]?.sessions += 1
            return Lease(index: index, share: connection.share, opens: false)
        }
        return nil
    }

    /// A new connection, with its first session.
    package mutating func open() -> Lease {
        let path = prefix + Bytes("\(connections.count)".utf8)
        connections.append(Connection(share: .joins(path), limit: limit, isUp: false))
        return Lease(index: connections.count - 1, share: .opens(path), opens: true)
    }

    package mutating func isUp(_ index: Int) {
        if connections.indices.contains(index) { connections[index]?.isUp = true }
    }

    /// A session ended. A connection that never came up is forgotten.
    ///
    /// - Parameter isRefused: the server did not let it begin, so it allows no more than are there now.
    package mutating func release(_ index: Int, isRefused: Bool = false) {
        guard connections.indices.contains(index), let connection = connections[index] else { return }
        guard connection.isUp else {
            connections[index] = nil
            return
        }
        connections[index]?.sessions -= 1
        if isRefused { connections[index]?.limit = max(connection.sessions - 1, 1) }
    }
}
