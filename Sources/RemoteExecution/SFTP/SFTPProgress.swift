internal import Text

/// How far one task is.
struct SFTPProgress {
    /// One packet of a task, and what its answer belongs to.
    enum Step {
        case makeDirectory(Int)
        case open
        case openSource
        case write(offset: Int, count: Int)
        case copyData
        case setAttributes
        case close
        case closeSource
        case rename
        case link
        case look
        case read(offset: Int, count: Int)
        /// Of what is in the way, or was begun in vain; no matter how that goes.
        case remove

        /// Bytes of content that it moves.
        var size: Int {
            switch self {
            case .write(_, let count), .read(_, let count): count
            default: 0
            }
        }
    }

    let task: SFTPTask
    private(set) var failure: String?
    private(set) var isOver = false
    /// Packets without an answer.
    private var outstanding = 0
    private var stage = 0
    private var offset = 0
    private(set) var handle: Bytes?
    private(set) var source: Bytes?
    /// Their ends were not asked for yet.
    private var isOpen = false
    private var isSourceOpen = false
    /// A file exists under the temporary name.
    private var isCreated = false
    /// Of a `get`: what the file has.
    private var size = 0
    private var delivered = 0
    /// Bytes that came before those that precede them.
    private var early: [Int: Bytes] = [:]
    /// Reads that came short, to be asked for again.
    private var holes: [(offset: Int, count: Int)] = []

    init(_ task: SFTPTask) { self.task = task }
}

// What is sent when.
extension SFTPProgress {
    /// Whether a packet can be sent now.
    var hasMore: Bool {
        var copy = self
        return copy.nextStep() != nil
    }

    /// The next packet; nil while answers have to be waited for.
    mutating func nextStep() -> Step? {
        guard let step = isOver ? nil : failure == nil ? step() : undo() else { return nil }
        outstanding += 1
        if case .close = step { isOpen = false }
        if case .closeSource = step { isSourceOpen = false }
        return step
    }

    private mutating func step() -> Step? {
        switch task {
        case .makeDirectories(let paths):
            guard stage < paths.count else { return nil }
            stage += 1
            return .makeDirectory(stage - 1)
        case .put(let content, _): return putStep(content.count)
        case .copy: return copyStep()
        case .link: return advance([.remove, .link], waits: true)
        case .get: return getStep()
        case .remove: return advance([.remove], waits: true)
        }
    }

    /// The steps one after the other.
    private mutating func advance(_ steps: [Step], waits: Bool) -> Step? {
        guard stage < steps.count, !waits || outstanding == 0 else { return nil }
        stage += 1
        return steps[stage - 1]
    }

    private mutating func putStep(_ count: Int) -> Step? {
        switch stage {
        case 0:
            stage = 1
            return .open
        case 1:
            guard handle != nil else { return nil }
            if offset < count {
                let size = min(SFTPConversation.chunk, count - offset)
                defer { offset += size }
                return .write(offset: offset, count: size)
            }
            stage = 2
            return .setAttributes
        case 2:
            stage = 3
            return .close
        case 3:
            guard outstanding == 0 else { return nil }
            stage = 4
            return .rename
        default: return nil
        }
    }

    private mutating func copyStep() -> Step? {
        switch stage {
        case 0, 1:
            stage += 1
            return stage == 1 ? .openSource : .open
        case 2:
            guard handle != nil, source != nil else { return nil }
            stage = 3
            return .copyData
        case 3, 4, 5:
            stage += 1
            return [Step.setAttributes, .closeSource, .close][stage - 4]
        case 6:
            guard outstanding == 0 else { return nil }
            stage = 7
            return .rename
        default: return nil
        }
    }

    private mutating func getStep() -> Step? {
        switch stage {
        case 0:
            stage = 1
            return .look
        case 1:
            guard outstanding == 0 else { return nil }
            stage = 2
            return .open
        case 2:
            guard handle != nil else { return nil }
            if let hole = holes.popLast() { return .read(offset: hole.offset, count: hole.count) }
            if offset < size {
                let count = min(SFTPConversation.chunk, size - offset)
                defer { offset += count }
                return .read(offset: offset, count: count)
            }
            guard delivered == size else { return nil }
            stage = 3
            return .close
        default: return nil
        }
    }

    /// After a failure: closes what is open, removes what was begun.
    private mutating func undo() -> Step? {
        guard outstanding == 0 else { return nil }
        if isOpen { return .close }
        if isSourceOpen { return .closeSource }
        if isCreated {
            isCreated = false
            return .remove
        }
        return nil
    }
}

// What the answers mean.
extension SFTPProgress {
    /// Takes the answer to a step; what a `get` has more of now, or nil if the answer makes no sense.
    mutating func take(_ answer: inout SFTPAnswer, for step: Step) -> [Bytes]? {
        outstanding -= 1
        var parts: [Bytes] = []
        switch answer.type {
        case SFTPType.status:
            guard let code = answer.number() else { return nil }
            guard takeStatus(code, for: step) else { return nil }
        case SFTPType.handle:
            guard let handle = answer.text(atMost: 256), !handle.isEmpty else { return nil }
            switch step {
            case .open: (self.handle, isOpen, isCreated) = (handle, true, file != nil)
            case .openSource: (source, isSourceOpen) = (handle, true)
            default: return nil
            }
        case SFTPType.attributes:
            guard case .look = step, case .get(_, let from, let limit) = task else { return nil }
            guard let (size, mode) = answer.sizeAndMode() else { return nil }
            if mode & 0o170000 != 0o100000 {
                failure = "it is no regular file there"
            } else if size > UInt64(limit) || size < UInt64(from) {
                failure = "it has \(size) bytes there"
            } else {
                (self.size, offset, delivered) = (Int(size), from, from)
            }
        case SFTPType.data:
            guard case .read(let offset, let count) = step, let data = answer.text(atMost: count), !data.isEmpty else {
                return nil
            }
            if data.count < count { holes.append((offset + data.count, count - data.count)) }
            early[offset] = data
            while let part = early.removeValue(forKey: delivered) {
                delivered += part.count
                parts.append(part)
            }
        default: return nil
        }
        if outstanding == 0, !hasMore { isOver = true }
        return parts
    }

    /// False if a success cannot be the answer to the step.
    private mutating func takeStatus(_ code: UInt32, for step: Step) -> Bool {
        switch step {
        case .makeDirectory, .remove: return true
        case .open, .openSource, .look, .read:
            if code == 0 { return false }
        case .rename:
            if code == 0 { isCreated = false }
        case .write, .copyData, .setAttributes, .close, .closeSource, .link: break
        }
        if code != 0, failure == nil { failure = "its sftp-server says \(Self.meaning(of: code))" }
        return true
    }

    private static func meaning(of code: UInt32) -> String {
        switch code {
        case 1: "that the file ended early"
        case 2: "that there is no such file"
        case 3: "that it may not"
        case 8: "that it cannot do this"
        default: "no (\(code))"
        }
    }
}
