import Testing
import Text

@testable import RemoteExecution

@Suite struct PathUndoingTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("/tmp/stage", "/tmp/stage"), ("x /tmp/stage/tree/home/a.c:3", "x /home/a.c:3"),
        ("/tmp/stage/tree/tmp/stage/tree/a", "/a"), ("/tmp/stage/trex/a", "/tmp/stage/trex/a"),
        ("a/tmp/tmp/stage/tree/b\n/tmp/stage/tree\n", "a/tmp/b\n\n"),
    ])
    func anyPortions(_ text: String, _ expected: String) {
        let bytes = Bytes(text.utf8)
        for size in 1...max(bytes.count, 1) {
            var undoing = PathUndoing(stage: Bytes("/tmp/stage"))
            var detector = StageDetector(stage: Bytes("/tmp/stage"))
            var out: Bytes = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                let part = Bytes(bytes[start..<min(start + size, bytes.count)])
                detector.take(part)
                out += undoing.take(part)
            }
            out += undoing.end()
            #expect(detector.hasFound == text.contains("/tmp/stage"))
            #expect(out.text == expected, "in portions of \(size)")
        }
    }
}
