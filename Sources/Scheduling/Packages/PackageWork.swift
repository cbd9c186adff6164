/// What one package asks of a worker. Times are milliseconds on a worker of speed 1, sizes bytes.
package struct PackageWork: Sendable {
    /// What no further job makes shorter.
    package var serial: Int64
    /// What MAKE_JOBS divides.
    package var parallel: Int64
    package var memory: Int64
    package var disk: Int64
    /// Packages of one group never run at the same time; nil: it is in none.
    package var group: Int?
    /// How long it took when it was measured.
    private var measured: Int64?

    /// The same with no regard for jobs: it takes as long as it took.
    package var asMeasured: PackageWork {
        PackageWork(serial: measured ?? duration(1), memory: memory, disk: disk, group: group)
    }

    package init(serial: Int64, parallel: Int64 = 0, memory: Int64 = 0, disk: Int64 = 0, group: Int? = nil) {
        self.serial = serial
        self.parallel = parallel
        self.memory = memory
        self.disk = disk
        self.group = group
    }

    /// From what was measured with some number of jobs.
    ///
    /// The law of Amdahl: of the processor time of a phase, so much was divided that it took the time it did.
    ///
    /// - Parameters:
    ///   - wall: of the phase that MAKE_JOBS is for.
    ///   - processor: its processor time.
    ///   - rest: wall time of all else.
    package init(measuredWith jobs: Int, wall: Int64, processor: Int64, rest: Int64) {
        self.init(serial: rest + wall)
        measured = rest + wall
        guard jobs > 1, wall > 0, processor > wall else { return }
        let gain = min(Double(processor) / Double(wall), Double(jobs))
        // wall = whole * ((1 - part) + part / jobs), and whole = wall * gain.
        let part = (1 - 1 / gain) / (1 - 1 / Double(jobs))
        let whole = Double(wall) * gain
        parallel = Int64(whole * part)
        serial = rest + max(0, Int64(whole) - parallel)
    }

    package func duration(_ jobs: Int) -> Int64 { serial + (parallel + Int64(jobs) - 1) / Int64(max(1, jobs)) }

    /// The most jobs, up to `limit`, of which each is worth its processor.
    ///
    /// - Parameter efficiency: what part of a processor a job must use on the average, 0 to 1.
    package func usefulJobs(_ limit: Int, efficiency: Double) -> Int {
        guard parallel > 0, limit > 1 else { return 1 }
        let alone = Double(duration(1))
        var (low, high) = (1, limit)
        while low < high {
            let middle = (low + high + 1) / 2
            let gain = alone / Double(max(1, duration(middle)))
            if gain >= efficiency * Double(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
