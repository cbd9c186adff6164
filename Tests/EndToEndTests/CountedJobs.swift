import Foundation
import Testing

/// Jobs that count each other: `sh job DIRECTORY WANT NAME` notes its beginning and its end in `DIRECTORY/log`, and waits
/// in between until `WANT` of them have run at the same time.
///
/// The order of the notes is that of appending writes, so the count never exceeds the truth, on any machine.
struct CountedJobs {
    let space: Space
    let directory: String
    /// The beginning of the command. The shell reads the script: a program that was just written may still be open in
    /// some process on its way, and could not be executed then.
    var job: String { "sh \(space.root)/job \(space.root)/\(directory) " }

    init(_ space: Space, _ directory: String = "jobs") throws {
        self.space = space
        self.directory = directory
        try space.makeDirectory("\(space.root)/\(directory)")
        try space.write("../job", Self.script)
    }

    private static let script = #"""
        count() { awk '/^\+/ { n++ } /^-/ { n-- } END { print n + 0 }' "$1/log"; }
        echo "+ $3" >>"$1/log"
        i=0
        until [ -e "$1/met" ]; do
            n=$(count "$1")
            if [ "$n" -ge "$2" ]; then : >"$1/met"; fi
            i=$((i + 1))
            if [ $i -gt 400 ]; then echo "! no more than $n" >>"$1/log"; : >"$1/met"; fi
            sleep 0.05
        done
        # Longer than others need to begin, where too many may.
        sleep 0.02
        echo "- $3" >>"$1/log"

        """#

    var notes: [Substring] { (space.text("../\(directory)/log") ?? "").split(separator: "\n") }

    /// Jobs that run now.
    var running: Int { notes.count { $0.hasPrefix("+") } - notes.count { $0.hasPrefix("-") } }

    var most: Int {
        var (running, most) = (0, 0)
        for note in notes {
            running += note.hasPrefix("+") ? 1 : note.hasPrefix("-") ? -1 : 0
            most = max(most, running)
        }
        return most
    }

    /// So many jobs ran, as many at once as there were slots and never more.
    func expect(_ count: Int, most: Int, _ run: Ran? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        let text = Comment(rawValue: "\(notes.joined(separator: "\n"))\n\(run?.all.rawValue ?? "")")
        #expect(self.most == most, text, sourceLocation: sourceLocation)
        #expect(notes.count { $0.hasPrefix("+") } == count && running == 0, text, sourceLocation: sourceLocation)
        #expect(!notes.contains { $0.hasPrefix("!") }, text, sourceLocation: sourceLocation)
    }
}
