package import Text

/// Names one action of a build; dense, assigned by the driver.
package struct ActionID: Hashable, Sendable {
    package let raw: UInt32
    package init(raw: UInt32) { self.raw = raw }
}

/// A recipe, expanded and ready to run anywhere.
package struct Action: Sendable {
    package var id: ActionID
    /// The target's name, for messages.
    package var target: Bytes
    /// Absolute path of the directory in which the script runs (.OBJDIR).
    package var directory: Bytes
    /// argv of the shell, which reads the script from its standard input: `/bin/sh`, then flags.
    package var shell: [Bytes]
    /// The whole recipe as one script; its exit status is the action's.
    package var script: Bytes
    /// `NAME=value` entries, complete.
    package var environment: [Bytes]
    /// Names, among those of `environment`, that make itself or the makefile exported: only these travel to a host.
    package var exportedNames: [Bytes]
    /// Files that the recipe reads, relative to `directory` or absolute. Each existed when the action was made.
    package var inputs: [Bytes]
    /// Files that the recipe makes, relative to `directory` or absolute. Nothing else is ever brought back.
    package var outputs: [Bytes]

    /// Those of `outputs` that are rules of make, with names of files that the recipe has read.
    package var depfiles: [Bytes] = []
    /// What it names by absolute paths.
    package var paths = Paths()
    /// It reads or makes files outside of the tree by relative paths, so that it has to run where they are staged.
    package var leavesTree = false

    /// What it comes to without a shell; nil if it needs one.
    package var direct: Direct?
    /// What it prints on a host comes as it is printed. What it leaves running there delays its end, as long as that can print.
    package var isLive = false
    /// How many slots of a host it may have; once it is placed, how many it has.
    package var slots = 1
    /// How its script learns of them there.
    package var slotsForm = SlotsForm.untold

    /// A script that is one program, of which any shell would make the same.
    package struct Direct: Sendable {
        /// argv.
        package let program: [Bytes]
        /// What is printed before it runs.
        package let text: Bytes

        package init(program: [Bytes], text: Bytes) { (self.program, self.text) = (program, text) }
    }

    /// Where names of files of the tree begin in a recipe, for a host that has the tree elsewhere.
    package struct Paths: Sendable {
        /// Offsets in the script, ascending.
        package var inScript: [Int] = []
        /// Offsets in the words of `direct`.
        package var inProgram: [(word: Int, offset: Int)] = []
        /// Compilers, and where their words end in the script, or which words of `direct` they are.
        package var compilers: [(program: Bytes, end: Int)] = []

        package init() {}
    }

    /// How the makes that a script starts on a host learn how many jobs they may run.
    package enum SlotsForm: Sendable {
        case untold
        /// `-j` in MAKEFLAGS.
        case makeFlags
        /// A jobserver of its own on the host, for programs that know nothing but that.
        case jobserver
    }

    package init(
        id: ActionID, target: Bytes, directory: Bytes, shell: [Bytes], script: Bytes, environment: [Bytes],
        exportedNames: [Bytes] = [], inputs: [Bytes] = [], outputs: [Bytes] = []
    ) {
        self.id = id
        self.target = target
        self.directory = directory
        self.shell = shell
        self.script = script
        self.environment = environment
        self.exportedNames = exportedNames
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// What became of an action.
package enum Outcome: Equatable, Sendable {
    /// The script ran to its end; for a remote action its outputs are in place if the status is 0.
    case exited(Int32)
    /// The shell died of a signal.
    case signaled(Int32)
    /// It ran with status 0, but this output did not appear.
    case missingOutput(Bytes)
    /// It ran with status 0, but this output has the name of a directory that only the host has.
    case namesHost(Bytes)
    /// It ran with status 0, but what it made under this name is no regular file, and is not brought back.
    case foreignOutput(Bytes)
    /// It did not run, or nobody knows how it ended; nothing local was touched. The action can be run again.
    case lost(reason: String)
}

/// What an executor tells while an action runs. For one action: any number of outputs and progresses, then one finish.
package enum ExecutionEvent: Sendable {
    /// Standard output and error of the script, in order.
    case output(ActionID, Bytes)
    /// A part of the same that is told long before the end, to be shown although nobody knows yet whether it will count.
    case progress(ActionID, Bytes)
    case finished(ActionID, Outcome)
}

/// Something that runs actions. Calls and events belong to one thread, that of the event loop.
package protocol Executor: AnyObject {
    /// Receives all events; never called from inside `start` or `cancel`.
    var onEvent: (ExecutionEvent) -> Void { get set }
    /// Sends a signal to the processes of a running action. Its finish still follows.
    func cancel(_ id: ActionID, signal: Int32)
}
