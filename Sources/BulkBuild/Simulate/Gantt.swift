package import Scheduling
package import Text

/// Who built what when.
package struct Gantt {
    private let runs: [Simulation.Run]
    private let names: [Bytes]
    private let workers: [String]

    package init(_ simulation: Simulation, names: [Bytes], workers: [String]) {
        runs = simulation.runs
        self.names = names
        self.workers = workers
    }

    /// `start,end,worker,jobs,package`, milliseconds since the begin.
    package var csv: Bytes {
        var text = Bytes("start,end,worker,jobs,package\n")
        for run in runs {
            text += Bytes("\(run.start),\(run.end),\(workers[run.worker]),\(run.jobs),")
            text += names[run.item]
            text.append(Ascii.newline)
        }
        return text
    }

    /// A picture: a row for each worker, those that run several packages at once have several.
    package var svg: Bytes {
        let lanes = lanes
        let length = max(1, runs.map(\.end).max() ?? 1)
        let (left, width, height, gap) = (110.0, 1000.0, 14, 4)
        let total = lanes.count * (height + gap)
        var text = Bytes(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(left + width) + 10) \(total + 30)" font-family="sans-serif" font-size="10">
            <style>rect{fill:#5b8db8;stroke:#fff;stroke-width:.3}rect:hover{fill:#d9822b}line{stroke:#ccc}text{fill:#333}</style>

            """)
        for hour in 0...Int(length / Self.hour) {
            let x = left + width * Double(Int64(hour) * Self.hour) / Double(length)
            text += Bytes("<line x1=\"\(Self.decimal(x))\" y1=\"0\" x2=\"\(Self.decimal(x))\" y2=\"\(total)\"/>")
            text += Bytes("<text x=\"\(Self.decimal(x))\" y=\"\(total + 14)\">\(hour) h</text>\n")
        }
        for (row, lane) in lanes.enumerated() {
            let y = row * (height + gap)
            text += Bytes(
                "<text x=\"0\" y=\"\(y + height - 3)\">\(Self.escaped(Bytes(workers[lane.worker])).text)</text>\n")
            for run in lane.runs {
                let x = left + width * Double(run.start) / Double(length)
                let w = width * Double(run.end - run.start) / Double(length)
                text += Bytes(
                    "<rect x=\"\(Self.decimal(x))\" y=\"\(y)\" width=\"\(Self.decimal(max(w, 0.1)))\" height=\"\(height)\"><title>"
                )
                text += Self.escaped(names[run.item])
                text += Bytes(", \((run.end - run.start) / 1000) s, jobs \(run.jobs)</title></rect>\n")
            }
        }
        return text + Bytes("</svg>\n")
    }

    private static let hour: Int64 = 3_600_000

    private var lanes: [(worker: Int, runs: [Simulation.Run])] {
        var lanes: [[[Simulation.Run]]] = workers.map { _ in [] }
        for run in runs.sorted(by: { ($0.start, $0.item) < ($1.start, $1.item) }) {
            let lane = lanes[run.worker].firstIndex { ($0.last?.end ?? 0) <= run.start }
            if let lane { lanes[run.worker][lane].append(run) } else { lanes[run.worker].append([run]) }
        }
        return lanes.enumerated().flatMap { worker, lanes in lanes.map { (worker, $0) } }
    }

    /// With two digits behind the point.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    private static func escaped(_ text: Bytes) -> Bytes {
        var escaped: Bytes = []
        for byte in text {
            switch byte {
            case Ascii.less: escaped += Bytes("&lt;")
            case Ascii.greater: escaped += Bytes("&gt;")
            case Ascii.ampersand: escaped += Bytes("&amp;")
            default: escaped.append(byte)
            }
        }
        return escaped
    }
}
