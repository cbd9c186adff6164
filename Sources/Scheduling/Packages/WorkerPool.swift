/// What a worker has. Sizes in bytes.
package struct WorkerPower: Sendable {
    /// How much faster it is than a worker of speed 1.
    package var speed: Double
    /// How many packages at once.
    package var slots: Int
    /// How many jobs at once, over all its packages.
    package var cores: Int
    package var memory: Int64
    package var disk: Int64

    package init(speed: Double = 1, slots: Int = 1, cores: Int = 1, memory: Int64 = .max, disk: Int64 = .max) {
        self.speed = speed > 0 ? speed : 1
        self.slots = max(1, slots)
        self.cores = max(1, cores)
        self.memory = memory
        self.disk = disk
    }
}

/// The workers and what of them is free. Pure; all questions but those about memory and disk take constant time.
struct WorkerPool: Sendable {
    struct Worker: Sendable {
        let power: WorkerPower
        let kind: Int
        var freeSlots: Int
        var freeCores: Int
        var freeMemory: Int64
        var freeDisk: Int64
        var isOpen = true
        /// In the bucket, if it stands in one.
        var place: (bucket: Int, index: Int)?
    }

    /// Workers of one speed that have room, by their free cores.
    private struct Kind: Sendable {
        let speed: Double
        var buckets: [[Int32]] = []
        /// No bucket above this one holds anything.
        var top = -1
        var members = 0
    }

    private(set) var workers: [Worker] = []
    private var kinds: [Kind] = []
    /// Numbers of kinds, the fastest first.
    private(set) var fastestFirst: [Int] = []
    /// Workers that have room.
    private(set) var openCount = 0
    private(set) var freeSlots = 0
    private(set) var memberCount = 0

    mutating func join(_ power: WorkerPower) -> Int {
        let kind: Int
        if let known = kinds.firstIndex(where: { $0.speed == power.speed }) {
            kind = known
        } else {
            kind = kinds.count
            kinds.append(Kind(speed: power.speed))
            fastestFirst.append(kind)
            fastestFirst.sort { kinds[$0].speed > kinds[$1].speed }
        }
        kinds[kind].members += 1
        memberCount += 1
        workers.append(
            Worker(
                power: power, kind: kind, freeSlots: power.slots, freeCores: power.cores, freeMemory: power.memory,
                freeDisk: power.disk))
        freeSlots += power.slots
        place(workers.count - 1)
        return workers.count - 1
    }

    /// It gets nothing any more.
    mutating func close(_ worker: Int) {
        guard workers[worker].isOpen else { return }
        displace(worker)
        workers[worker].isOpen = false
        freeSlots -= workers[worker].freeSlots
        kinds[workers[worker].kind].members -= 1
        memberCount -= 1
    }

    func speed(ofKind kind: Int) -> Double { kinds[kind].speed }
    func members(ofKind kind: Int) -> Int { kinds[kind].members }

    /// Of the workers of a kind that have room for that: one with the most free cores.
    mutating func best(ofKind kind: Int, for work: PackageWork, avoiding avoided: Int?) -> Int? {
        while kinds[kind].top >= 0, kinds[kind].buckets[kinds[kind].top].isEmpty { kinds[kind].top -= 1 }
        var bucket = kinds[kind].top
        while bucket >= 0 {
            for number in kinds[kind].buckets[bucket].reversed() {
                let worker = Int(number)
                if worker != avoided, workers[worker].freeMemory >= work.memory, workers[worker].freeDisk >= work.disk {
                    return worker
                }
            }
            bucket -= 1
        }
        return nil
    }

    mutating func take(_ worker: Int, jobs: Int, for work: PackageWork) { change(worker, -1, jobs, work) }

    mutating func release(_ worker: Int, jobs: Int, for work: PackageWork) { change(worker, 1, jobs, work) }

    private mutating func change(_ worker: Int, _ sign: Int, _ jobs: Int, _ work: PackageWork) {
        displace(worker)
        workers[worker].freeSlots += sign
        workers[worker].freeCores += sign * jobs
        if workers[worker].power.memory != .max { workers[worker].freeMemory += Int64(sign) * work.memory }
        if workers[worker].power.disk != .max { workers[worker].freeDisk += Int64(sign) * work.disk }
        if workers[worker].isOpen { freeSlots += sign }
        place(worker)
    }

    private mutating func place(_ worker: Int) {
        guard workers[worker].isOpen, workers[worker].freeSlots > 0 else { return }
        let kind = workers[worker].kind
        let bucket = max(0, workers[worker].freeCores)
        while kinds[kind].buckets.count <= bucket { kinds[kind].buckets.append([]) }
        workers[worker].place = (bucket, kinds[kind].buckets[bucket].count)
        kinds[kind].buckets[bucket].append(Int32(worker))
        kinds[kind].top = max(kinds[kind].top, bucket)
        openCount += 1
    }

    private mutating func displace(_ worker: Int) {
        guard let place = workers[worker].place else { return }
        let kind = workers[worker].kind
        workers[worker].place = nil
        openCount -= 1
        let last = kinds[kind].buckets[place.bucket].removeLast()
        if Int(last) != worker {
            kinds[kind].buckets[place.bucket][place.index] = last
            workers[Int(last)].place = place
        }
    }
}
