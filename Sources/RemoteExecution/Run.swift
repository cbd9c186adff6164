internal import ContentStore
internal import Execution
internal import Text

/// An action on its way through a host.
final class Run {
    let prepared: PreparedAction
    /// Names it in the session.
    let number: Int
    /// What is being sent, until the host says that it has it.
    var sending: [StageMap.File] = []
    var makingDirectories: [Bytes] = []
    var batch = Batch()
    /// Its script may write to its outputs' paths there.
    var isMaking = false
    /// An archive of inputs that waits for the host to ask for it.
    var payload: Bytes?
    var status: Int32 = 0
    /// What is not shown yet of its output.
    var log: Bytes = []
    /// Bytes of its output that came in order, and that were shown while it ran.
    var logPosition = 0
    var shown = 0
    /// More of it is on its way.
    var isAskedForLog = false
    /// Makes names of the stage in it ours.
    var undoing: PathUndoing?
    /// When its script began, on `monotonicClock`.
    var ranAt: Int64?
    var diskIsFull = false
    var outputs: [OutputFile] = []
    /// Outputs of which the host keeps the rest, and what came of them.
    var aside: [(index: Int, output: OutputFile, received: Int)] = []
    /// Bytes of outputs that came.
    var fetched = 0
    /// An output that is not there or no file, though the script ended well.
    var failure: Outcome?
    /// Why the outputs cannot be taken; the action has to run elsewhere then.
    var trouble: String?
    /// The signal by which somebody wanted it to end.
    var cancelledBy: Int32?

    init(prepared: PreparedAction, number: Int) {
        self.prepared = prepared
        self.number = number
    }
}
