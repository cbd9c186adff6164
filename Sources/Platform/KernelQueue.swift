internal import CPlatform

/// A set that the kernel keeps, epoll(7) or kqueue(2): a wait costs what is ready, however many are watched.
final class KernelQueue: DescriptorSet {
    private let queue: Int32
    /// What the kernel does not watch since there is nothing to wait for: regular files, /dev/null, closed descriptors.
    private var alwaysReady: [Int32: Readiness] = [:]

    init() throws(SystemError) {
        queue = cp_queue_open()
        guard queue >= 0 else { throw SystemError.last }
    }

    deinit { close(queue) }

    func change(_ fd: Int32, from old: Readiness, to new: Readiness) throws(SystemError) {
        if alwaysReady[fd] != nil {
            alwaysReady[fd] = new.isEmpty ? nil : new
            return
        }
        switch cp_queue_set(queue, fd, old.rawValue, new.rawValue) {
        case 0: break
        // What is closed was forgotten by the kernel.
        case _ where new.isEmpty: break
        case EPERM, EBADF: alwaysReady[fd] = new
        case let error: throw SystemError(code: error)
        }
    }

    func wait(milliseconds: Int32) -> [(fd: Int32, ready: Readiness)] {
        let limit = alwaysReady.isEmpty ? milliseconds : 0
        return withUnsafeTemporaryAllocation(of: cp_ready.self, capacity: Int(CP_READY_MAX)) { buffer in
            let count = cp_queue_wait(queue, buffer.baseAddress, Int32(buffer.count), limit)
            var result = buffer.prefix(max(Int(count), 0)).map { (fd: $0.fd, ready: Readiness(rawValue: $0.what)) }
            for (fd, interests) in alwaysReady { result.append((fd, interests)) }
            return result
        }
    }
}
