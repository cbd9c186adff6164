import Faults
import Foundation

/// Builds that something happens to, from a seed: `./run faults`.
///
///     fault-tester [--seed S] [--runs N] [--faults NAME,...] [--objects N] [--pause MS] DISTMAKE
@main
struct Main {
    static func main() throws {
        var words = Array(CommandLine.arguments.dropFirst())
        var seed: UInt64 = 1
        var runs = 200
        var faults = Fault.possible
        var isModel = false
        if words.first == "--model" {
            isModel = true
            words.removeFirst()
        }
        var objects = 12
        var pause = 300
        while let option = words.first, option.hasPrefix("-"), words.count > 1 {
            let value = words[1]
            words.removeFirst(2)
            switch option {
            case "--seed": seed = UInt64(value) ?? 1
            case "--runs": runs = Int(value) ?? 200
            case "--faults": faults = value.split(separator: ",").compactMap { Fault(rawValue: String($0)) }
            case "--objects": objects = Int(value) ?? objects
            case "--pause": pause = Int(value) ?? pause
            default: usage()
            }
        }
        guard let distmake = words.first.map({ URL(filePath: $0).path }), words.count == 1, !faults.isEmpty else {
            usage()
        }
        if isModel {
            exit(modelTrials(runs, seed, distmake) == 0 ? 0 : 1)
        }
        let left = Fault.allCases.filter { !Fault.possible.contains($0) }
        if !left.isEmpty { print("not possible here: \(left.map(\.rawValue).joined(separator: " "))") }
        signal(SIGPIPE, SIG_IGN)
        var campaign = FaultCampaign(distmake: distmake, seed: seed, count: runs, faults: faults)
        campaign.objects = objects
        campaign.pause = pause / 3...pause
        let bad = try campaign.run {
            print($0)
            fflush(nil)
            if !$0.problems.isEmpty { print($0.log) }
        }
        print("\(runs) builds, \(bad) bad")
        exit(bad == 0 ? 0 : 1)
    }

    private static func modelTrials(_ count: Int, _ seed: UInt64, _ distmake: String) -> Int {
        var bad = 0
        for index in 0..<count {
            do {
                let report = try ModelTrial(
                    seed: seed &* 1_000_003 &+ UInt64(index), distmake: distmake,
                    hasCompiler: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")
                ).run()
                print(report)
                if !report.problems.isEmpty {
                    bad += 1
                    print(report.log)
                }
                fflush(nil)
            } catch {
                print("seed \(seed), \(index): \(error)")
                bad += 1
            }
        }
        print("\(count) makefiles, \(bad) bad")
        return bad
    }

    private static func usage() -> Never {
        print(
            "usage: fault-tester [--model] [--seed S] [--runs N] [--faults NAME,...] [--objects N] [--pause MS] DISTMAKE"
        )
        print("faults: \(Fault.allCases.map(\.rawValue).joined(separator: " "))")
        exit(2)
    }
}
