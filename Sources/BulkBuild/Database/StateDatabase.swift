internal import Foundation
internal import GRDB
internal import Platform
package import Text

/// Why the state of distbulk cannot be used.
package struct StateTrouble: Error {
    package let description: String
}

/// The file in which distbulk remembers: what it scanned, and on what that rests.
///
/// It is SQLite's, in the mode in which readers do not wait for a writer; a change is there as a whole or not at all, whenever the
/// process ends.
package struct StateDatabase: Sendable {
    let queue: DatabaseQueue
    package let path: Bytes

    /// Opens the database of a directory, and makes what is missing.
    package init(directory: Bytes) throws(StateTrouble) {
        path = directory + Bytes("/state.db")
        // What packages are built somewhere is nobody else's business.
        if fileStatus(directory) == nil, withCString(directory, { mkdir($0, 0o700) }) != 0 {
            throw StateTrouble(description: "\(directory.text): \(SystemError.last.text)")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in try database.execute(sql: "PRAGMA journal_mode = WAL") }
        do {
            queue = try DatabaseQueue(path: path.text, configuration: configuration)
            try Self.migrator.migrate(queue)
            if try queue.read({ try Self.migrator.hasBeenSuperseded($0) }) {
                throw StateTrouble(description: "\(path.text): made by a newer distbulk; use that, or another --state")
            }
        } catch {
            throw Self.trouble(path, error)
        }
    }

    static func trouble(_ path: Bytes, _ error: any Error) -> StateTrouble {
        if let trouble = error as? StateTrouble { return trouble }
        guard let error = error as? DatabaseError else {
            return StateTrouble(description: "\(path.text): \(error)")
        }
        let mend =
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: "; move it away, and everything is scanned anew"
            case .SQLITE_BUSY, .SQLITE_LOCKED: "; another distbulk writes it"
            case .SQLITE_FULL: "; make room on its file system, or use another --state"
            default: ""
            }
        return StateTrouble(description: "\(path.text): \(error.message ?? "SQLite error \(error.resultCode)")\(mend)")
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("scan") { database in
            // What was scanned how: a tree, the make and its words, the environment.
            try database.create(table: "scan_context") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("key", .blob).notNull().unique()
            }
            // A fact: kind and subject of its question, the answer, and for files what stat(2) told.
            try database.create(table: "scan_fact") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("kind", .integer).notNull()
                table.column("subject", .blob).notNull()
                table.column("answer", .blob).notNull()
                table.column("modified", .integer)
                table.column("size", .integer)
                table.column("inode", .integer)
            }
            // The words of SCAN_DEPENDS.
            try database.create(table: "scan_word") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("text", .blob).notNull()
            }
            // What a package printed, and the numbers of the facts that this rests on.
            try database.create(table: "scan_result") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("context", .integer).notNull().references("scan_context", onDelete: .cascade)
                table.column("package", .blob).notNull()
                table.column("output", .blob).notNull()
                table.column("diagnostics", .blob).notNull()
                table.column("status", .integer).notNull()
                table.column("failure", .text)
                table.column("facts", .blob).notNull()
                table.column("scanned", .integer).notNull()
                table.uniqueKey(["context", "package"])
            }
        }
        return migrator
    }
}
