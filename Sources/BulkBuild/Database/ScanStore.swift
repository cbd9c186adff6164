internal import Foundation
internal import GRDB
package import Text

/// What a package said when it was scanned, and what that rests on.
package struct RememberedResult: Sendable {
    /// As it was printed, without PKG_LOCATION.
    package var output: Bytes
    package var diagnostics: Bytes
    package var status: Int32
    /// Why there are no records; nil if there are.
    package var failure: String?
    /// Numbers of facts.
    package var facts: [UInt32]
    /// Seconds since the epoch.
    package var scanned: Int64

    package init(
        output: Bytes, diagnostics: Bytes = [], status: Int32 = 0, failure: String? = nil, facts: [UInt32],
        scanned: Int64
    ) {
        (self.output, self.diagnostics, self.status) = (output, diagnostics, status)
        (self.failure, self.facts, self.scanned) = (failure, facts, scanned)
    }
}

/// The results of scans of one tree in one way, in the database. One process at a time has one for writing.
///
/// Numbers of facts and words are the ids of their rows.
package struct ScanStore {
    private let database: StateDatabase
    private let context: Int64
    private var packing = OutputPacking()
    /// Facts with lower numbers are in the database.
    private var savedFacts = 0
    private var savedStamps: [Stamp?] = []

    /// - Parameter key: tells ways of scanning apart.
    package init(_ database: StateDatabase, context key: Bytes) throws(StateTrouble) {
        self.database = database
        do {
            context = try database.queue.write { database in
                try database.execute(
                    sql: "INSERT OR IGNORE INTO scan_context (key) VALUES (?)", arguments: [Data(key)])
                // Ways of scanning that nobody uses any more are forgotten.
                try database.execute(
                    sql: """
                        DELETE FROM scan_context WHERE key <> ?
                        AND id NOT IN (SELECT id FROM scan_context ORDER BY id DESC LIMIT 16)
                        """, arguments: [Data(key)])
                return try Int64.fetchOne(
                    database, sql: "SELECT id FROM scan_context WHERE key = ?", arguments: [Data(key)])
                    ?? 0
            }
        } catch {
            throw StateDatabase.trouble(database.path, error)
        }
    }

    /// Everything that is known: results by their package, and the facts of all of them.
    package mutating func load() throws(StateTrouble) -> (
        results: [Bytes: RememberedResult], facts: [Fact], stamps: [Stamp?]
    ) {
        do {
            let (database, context) = (database, context)
            let loaded = try database.queue.read { database in
                let words = try Self.words(database)
                let (facts, stamps) = try Self.facts(database)
                var packing = OutputPacking()
                for word in words { packing.add(word: word) }
                packing.savedWords = words.count
                let results = try Self.results(database, context, packing, factCount: facts.count)
                return (results, facts, stamps, packing)
            }
            packing = loaded.3
            (savedFacts, savedStamps) = (loaded.1.count, loaded.2)
            return (loaded.0, loaded.1, loaded.2)
        } catch {
            throw StateDatabase.trouble(database.path, error)
        }
    }

    /// Keeps results, and the facts of the book that are new, at once.
    package mutating func save(_ results: [(package: Bytes, result: RememberedResult)], _ book: FactBook)
        throws(StateTrouble)
    {
        let (facts, stamps) = book.all
        var packing = packing
        let packed = results.map { packing.packed($0.result.output) }
        do {
            try database.queue.write { [packing, context, savedFacts, savedStamps] database in
                try Self.insertWords(database, packing)
                try Self.insertFacts(database, facts, stamps, from: savedFacts, savedStamps)
                let insert = try database.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO scan_result
                        (context, package, output, diagnostics, status, failure, facts, scanned) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                for ((package, result), output) in zip(results, packed) {
                    try insert.execute(arguments: [
                        context, Data(package), Data(output), Data(result.diagnostics), result.status, result.failure,
                        Data(BulkBuild.packed(result.facts)), result.scanned,
                    ])
                }
            }
        } catch {
            throw StateDatabase.trouble(database.path, error)
        }
        packing.savedWords = packing.words.count
        self.packing = packing
        (savedFacts, savedStamps) = (facts.count, stamps)
    }

    /// Forgets packages that are gone, and the facts that nothing rests on any more.
    package mutating func forget(_ packages: [Bytes]) throws(StateTrouble) {
        do {
            try database.queue.write { [context] database in
                for package in packages {
                    try database.execute(
                        sql: "DELETE FROM scan_result WHERE context = ? AND package = ?",
                        arguments: [context, Data(package)])
                }
                var used: Set<UInt32> = []
                let sets = try Row.fetchCursor(database, sql: "SELECT facts FROM scan_result")
                while let row = try sets.next() { used.formUnion(unpackedNumbers(Self.bytes(row, 0)) ?? []) }
                let ids = try Int64.fetchAll(database, sql: "SELECT id FROM scan_fact")
                let delete = try database.cachedStatement(sql: "DELETE FROM scan_fact WHERE id = ?")
                for id in ids where !used.contains(UInt32(id)) { try delete.execute(arguments: [id]) }
            }
        } catch {
            throw StateDatabase.trouble(database.path, error)
        }
    }

    // MARK: Rows

    private static func words(_ database: Database) throws -> [Bytes] {
        var words: [Bytes] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT text FROM scan_word ORDER BY id")
        while let row = try rows.next() { words.append(bytes(row, 0)) }
        return words
    }

    /// By their ids; where one was deleted, and at 0, stands a fact that nothing rests on.
    private static func facts(_ database: Database) throws -> ([Fact], [Stamp?]) {
        let nothing = Fact(Question(.kind, []), [])
        var (facts, stamps) = ([nothing], [Stamp?.none])
        let rows = try Row.fetchCursor(
            database, sql: "SELECT id, kind, subject, answer, modified, size, inode FROM scan_fact ORDER BY id")
        while let row = try rows.next() {
            let id: Int = row[0]
            while facts.count < id {
                facts.append(nothing)
                stamps.append(nil)
            }
            let kind = Question.Kind(rawValue: row[1]) ?? .kind
            facts.append(Fact(Question(kind, bytes(row, 2)), bytes(row, 3)))
            let modified: Int64? = row[4]
            stamps.append(modified.map { Stamp(modified: $0, size: row[5], inode: UInt64(bitPattern: row[6])) })
        }
        return (facts, stamps)
    }

    private static func results(
        _ database: Database, _ context: Int64, _ packing: OutputPacking, factCount: Int
    ) throws -> [Bytes: RememberedResult] {
        var results: [Bytes: RememberedResult] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT package, output, diagnostics, status, failure, facts, scanned FROM scan_result WHERE context = ?
                """, arguments: [context])
        while let row = try rows.next() {
            // What cannot be read is scanned again.
            guard let output = packing.unpacked(bytes(row, 1)), let facts = unpackedNumbers(bytes(row, 5)),
                facts.allSatisfy({ Int($0) < factCount })
            else { continue }
            results[bytes(row, 0)] = RememberedResult(
                output: output, diagnostics: bytes(row, 2), status: row[3], failure: row[4], facts: facts,
                scanned: row[6])
        }
        return results
    }

    private static func insertWords(_ database: Database, _ packing: OutputPacking) throws {
        let insert = try database.cachedStatement(sql: "INSERT INTO scan_word (id, text) VALUES (?, ?)")
        for number in packing.savedWords..<packing.words.count {
            try insert.execute(arguments: [number + 1, Data(packing.words.name(NameID(raw: UInt32(number))))])
        }
    }

    private static func insertFacts(
        _ database: Database, _ facts: [Fact], _ stamps: [Stamp?], from saved: Int, _ savedStamps: [Stamp?]
    ) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO scan_fact (id, kind, subject, answer, modified, size, inode) VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for number in max(saved, 1)..<max(saved, facts.count, 1) {
            let (fact, stamp) = (facts[number], stamps[number])
            try insert.execute(arguments: [
                number, fact.question.kind.rawValue, Data(fact.question.subject), Data(fact.answer), stamp?.modified,
                stamp?.size, stamp.map { Int64(bitPattern: $0.inode) },
            ])
        }
        let update = try database.cachedStatement(
            sql: "UPDATE scan_fact SET modified = ?, size = ?, inode = ? WHERE id = ?")
        for number in savedStamps.indices where stamps[number] != savedStamps[number] {
            let stamp = stamps[number]
            try update.execute(arguments: [
                stamp?.modified, stamp?.size, stamp.map { Int64(bitPattern: $0.inode) }, number,
            ])
        }
    }

    private static func bytes(_ row: Row, _ column: Int) -> Bytes {
        (try? row.withUnsafeData(atIndex: column) { $0.map { Bytes($0) } ?? [] }) ?? []
    }
}
