package import Scheduling

/// Workers as they are written for a simulation: `8`, or `NAME[:slots=N][:cores=N][:speed=X][:memory=GB][:count=N]`.
package struct SimulatedWorkers {
    package private(set) var names: [String] = []
    package private(set) var powers: [WorkerPower] = []

    /// The mistake, or nil.
    package mutating func add(_ text: String) -> String? {
        if let count = Int(text) {
            guard (1...100_000).contains(count) else { return "\(text): between 1 and 100000 workers were expected" }
            for _ in 0..<count { add(name: "\(names.count + 1)", WorkerPower()) }
            return nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, !name.contains("=") else {
            return "\(text): a number of workers or NAME:slots=N:cores=N:speed=X was expected"
        }
        var power = WorkerPower()
        var count = 1
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, let value = Double(pair[1]), value >= 0.001, value <= 1_000_000 else {
                return "\(text): `\(part)' is not KEY=NUMBER, with a number from 0.001 to 1000000"
            }
            switch pair[0] {
            case "slots": power.slots = Int(value)
            case "cores": power.cores = Int(value)
            case "speed": power.speed = value
            case "memory": power.memory = Int64(value * 1_073_741_824)
            case "count": count = min(Int(value), 100_000)
            default: return "\(text): unknown `\(pair[0])'; slots, cores, speed, memory and count are known"
            }
        }
        power.slots = max(1, power.slots)
        power.cores = max(1, power.cores)
        for number in 1...max(1, count) { add(name: count > 1 ? "\(name)\(number)" : String(name), power) }
        return nil
    }

    package init() {}

    /// How many jobs a package has if all slots are in use.
    package var usualJobs: Int {
        let (cores, slots) = powers.reduce((0, 0)) { ($0.0 + $1.cores, $0.1 + $1.slots) }
        return max(1, cores / max(1, slots))
    }

    private mutating func add(name: String, _ power: WorkerPower) {
        names.append(name)
        powers.append(power)
    }
}
