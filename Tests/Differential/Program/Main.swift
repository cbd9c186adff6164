import Differential
import Foundation

/// Compares distmake with bmake on random makefiles.
///
///     differential-tester [-s SEED] [-n COUNT] [-k KIND,...] [-l LIMIT] DISTMAKE
@main
struct Main {
    static func main() throws {
        var words = Array(CommandLine.arguments.dropFirst())
        var campaign = Campaign(seed: 1, count: 1000)
        while let option = words.first, option.hasPrefix("-"), words.count > 1 {
            let value = words[1]
            words.removeFirst(2)
            switch option {
            case "-s": campaign.seed = UInt64(value) ?? 1
            case "-n": campaign.count = Int(value) ?? 1000
            case "-l": campaign.limit = Int(value) ?? 5
            case "-k": campaign.kinds = value.split(separator: ",").compactMap { Kind(rawValue: String($0)) }
            default: usage()
            }
        }
        guard let distmake = words.first, words.count == 1, !campaign.kinds.isEmpty else { usage() }
        guard let bmake = Bench.findBmake() else {
            print("differential: there is no bmake 20200710 here")
            exit(2)
        }
        let bench = try Bench(bmake: bmake, distmake: distmake)
        let differences = try campaign.run(on: bench) { print($0.text) }
        print("\(differences) differences in \(campaign.count) trials")
        exit(differences == 0 ? 0 : 1)
    }

    private static func usage() -> Never {
        print("usage: differential-tester [-s seed] [-n count] [-k kind,...] [-l limit] distmake")
        print("kinds: \(Kind.allCases.map(\.rawValue).joined(separator: " "))")
        exit(2)
    }
}
