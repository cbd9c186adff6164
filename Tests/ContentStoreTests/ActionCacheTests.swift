import Platform
import Testing
import Text

@testable import ContentStore

@Suite struct ActionCacheTests {
    private static let result = CachedResult(
        log: Bytes("cc -c a.c\n"),
        outputs: [
            CachedResult.Output(content: Bytes([0, 10, 10, 255]), isExecutable: false),
            CachedResult.Output(content: [], isExecutable: true),
        ])
    private static let key = Digest(of: Bytes("key"))

    /// A directory of its own that is removed with the last use.
    private final class Place {
        let path: Bytes
        init() {
            var template = Bytes("/tmp/cache-test.XXXXXX") + [0]
            template.withUnsafeMutableBytes { _ = mkdtemp($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
            path = Bytes(template.dropLast())
        }
        deinit {
            _ = try? capture(
                SpawnRequest(
                    arguments: [Bytes("rm"), Bytes("-rf"), path], environment: CStringBlock(currentEnvironment())))
        }

        func files() -> [Bytes] {
            (directoryEntries(path) ?? []).sorted { $0.lexicographicallyPrecedes($1) }.flatMap { name in
                (directoryEntries(path + Bytes("/") + name) ?? []).map { path + Bytes("/") + name + Bytes("/") + $0 }
            }
        }
    }

    @Test func form() {
        let bytes = Self.result.bytes(for: Self.key)
        #expect(CachedResult(bytes, for: Self.key) == Self.result)
        #expect(CachedResult(bytes, for: Digest(of: Bytes("other"))) == nil)
        let text = bytes.text
        #expect(
            text.hasPrefix(
                "distmake-result 1\nkey 2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683\nlog 10 "))
    }

    /// Cut anywhere, or with any byte changed, it is no result.
    @Test func damage() {
        let bytes = Self.result.bytes(for: Self.key)
        for length in bytes.indices { #expect(CachedResult(Array(bytes[..<length]), for: Self.key) == nil) }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(CachedResult(changed, for: Self.key) == nil, "\(index)")
        }
        #expect(CachedResult(bytes + [0], for: Self.key) == nil)
        #expect(CachedResult([], for: Self.key) == nil && CachedResult([10, 10], for: Self.key) == nil)
    }

    @Test func keptAndFound() throws {
        let place = Place()
        let cache = try ActionCache(directory: place.path, limit: 1 << 20)
        #expect(cache.result(for: Self.key) == nil)
        cache.record(Self.result, for: Self.key)
        #expect(try ActionCache(directory: place.path, limit: 1 << 20).result(for: Self.key) == Self.result)
        #expect(place.files().count == 1)
        // What cannot be believed goes.
        try writeFile(place.files()[0], Bytes("poison"))
        #expect(cache.result(for: Self.key) == nil)
        #expect(place.files() == [])
    }

    /// The longest unused go first, until a tenth of the limit is free.
    @Test func trimmed() throws {
        let place = Place()
        let size = CachedResult(log: Bytes(repeating: 120, count: 1000), outputs: []).bytes(for: Self.key).count
        let cache = try ActionCache(directory: place.path, limit: Int64(size * 5))
        let keys = (0..<8).map { Digest(of: Bytes("key \($0)")) }
        for (number, key) in keys.enumerated() {
            cache.record(CachedResult(log: Bytes(repeating: 120, count: 1000), outputs: []), for: key)
            let path = place.path + Bytes("/") + key.hex[..<2] + Bytes("/") + key.hex[2...]
            #expect(setTime(path, seconds: Int64(1000 + number)))
        }
        // A use makes it the youngest.
        #expect(cache.result(for: keys[0]) != nil)
        cache.trim()
        #expect(keys.map { cache.result(for: $0) != nil } == [true, false, false, false, false, true, true, true])
        cache.trim()
        #expect(place.files().count == 4)
    }

    private func setTime(_ path: Bytes, seconds: Int64) -> Bool {
        var times = [timespec(tv_sec: Int(seconds), tv_nsec: 0), timespec(tv_sec: Int(seconds), tv_nsec: 0)]
        return withCString(path) { utimensat(AT_FDCWD, $0, &times, 0) } == 0
    }

    @Test func directoriesThatCannotBeUsed() throws {
        let place = Place()
        let file = place.path + Bytes("/file")
        try writeFile(file, [])
        #expect(throws: ActionCache.Problem.notADirectory) { try ActionCache(directory: file, limit: 1) }
        #expect(throws: ActionCache.Problem.unusable(SystemError(code: ENOTDIR))) {
            try ActionCache(directory: file + Bytes("/below"), limit: 1)
        }
        let open = place.path + Bytes("/open")
        _ = withCString(open) { mkdir($0, 0o700) }
        _ = withCString(open) { chmod($0, 0o777) }
        #expect(throws: ActionCache.Problem.notPrivate) { try ActionCache(directory: open, limit: 1) }
    }
}
