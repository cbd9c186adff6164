import History
import Testing
import Text

/// The file of `--learn`.
@Suite struct LearnedInputsTests {
    private func some() -> LearnedInputs {
        var inputs = LearnedInputs()
        inputs.record(Bytes("b o"), command: 7, inputs: [Bytes("x%y"), Bytes("../z")])
        inputs.record(Bytes("a"), command: 1 << 63, inputs: [])
        return inputs
    }

    @Test func whatIsWrittenIsRead() {
        let read = LearnedInputs(some().text)
        #expect(read.inputs(of: Bytes("b o"), command: 7) == .known([Bytes("x%y"), Bytes("../z")]))
        #expect(read.inputs(of: Bytes("a"), command: 1 << 63) == .known([]))
        #expect(read.inputs(of: Bytes("a"), command: 2) == .outdated)
        #expect(read.inputs(of: Bytes("c"), command: 7) == .unknown)
        #expect(read.text == some().text)
    }

    @Test func whatIsChangedIsNothing() {
        let text = some().text
        for index in LearnedInputs.header.count..<text.count where text[index] != Ascii.newline {
            var changed = text
            changed[index] ^= 1
            let read = LearnedInputs(changed)
            let answers = [read.inputs(of: Bytes("b o"), command: 7), read.inputs(of: Bytes("a"), command: 1 << 63)]
            #expect(answers.count { $0 == .unknown } == 1, "at \(index)")
        }
        #expect(LearnedInputs(Bytes("all: x\n")).isOurs == false && LearnedInputs([]).isOurs)
    }

    @Test func theLaterCountsMore() {
        var all = some()
        var other = LearnedInputs()
        other.record(Bytes("a"), command: 3, inputs: [Bytes("new")])
        all.merge(other)
        #expect(all.inputs(of: Bytes("a"), command: 3) == .known([Bytes("new")]))
        #expect(LearnedInputs(all.text + other.text.dropFirst(LearnedInputs.header.count)).text == all.text)
    }
}
