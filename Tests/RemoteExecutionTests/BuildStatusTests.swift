import RemoteExecution
import Testing
import Text

/// What a build tells of itself, as text.
@Suite struct BuildStatusTests {
    private func some() -> BuildStatus {
        var status = BuildStatus(process: 7, age: 1_000, directory: Bytes("/a b/%"))
        (status.remote, status.local) = (3, 4)
        status.hosts = [
            BuildStatus.HostState(name: Bytes("-"), slots: 2, running: 1, load: 123, state: Bytes("up")),
            BuildStatus.HostState(name: Bytes("odd name"), slots: 1, running: 0, load: nil, state: Bytes("down")),
        ]
        status.jobs = [
            BuildStatus.JobState(host: Bytes("-"), age: 5, phase: Bytes("running"), target: Bytes("x\ny")),
            BuildStatus.JobState(host: nil, age: 6, phase: Bytes("running"), target: []),
        ]
        return status
    }

    @Test func whatIsToldIsUnderstood() { #expect(BuildStatus(some().text) == some()) }

    @Test func whatIsCutOff() {
        let text = some().text
        for count in 0..<text.count {
            let status = BuildStatus(Bytes(text.prefix(count)))
            #expect(status == nil || count >= text.count - 1 || status?.isWhole == false, "\(count)")
        }
    }

    @Test(arguments: ["", "distmake status 2\nbuild 1 1 1 1 x\nend\n", "distmake status 1\nend\n", "\n\n", "x"])
    func nonsense(_ text: String) { #expect(BuildStatus(Bytes(text.utf8)) == nil) }

    @Test func muchIsCut() {
        var status = some()
        status.jobs = Array(repeating: status.jobs[0], count: 10_000)
        #expect(BuildStatus(status.text)?.jobs.count == 500)
    }
}
