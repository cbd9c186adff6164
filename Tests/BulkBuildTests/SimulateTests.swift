import BulkBuild
import Scheduling
import Testing
import Text

/// Times of a former build, and pictures of one that is only thought of.
@Suite struct SimulateTests {
    private func history(_ text: String) -> String {
        do throws(HistoryMistake) {
            let history = try PackageHistory(Bytes(text), file: "h.csv")
            return history.works.sorted { $0.key.text < $1.key.text }.map { name, work in
                "\(name.text) \(work.asMeasured.duration(1)) \(work.duration(1)) \(work.duration(4)) \(work.disk)"
            }.joined(separator: "; ")
        } catch {
            return error.message
        }
    }

    @Test func histories() {
        let names = "pkgname,make_jobs,duration,disk_usage,build,cpu:build\n"
        #expect(history(names + "a-1,4,150,7,100,400\nb-1,1,30,-,10,10\n") == "a-1 150 450 150 7; b-1 30 30 30 0")
        #expect(history(names + "a-1,4,150,7,100,400\r\na-1,-,20,-,-,-\r\n") == "a-1 20 20 20 0")
        #expect(history(names + "a-1,4,-,7,100,400") == "")
        #expect(history("") == "h.csv:1: nothing in it; a line of names was expected")
        #expect(
            history("x,y\n") == "h.csv:1: no columns `pkgname' and `duration'; the first line must name the columns")
        #expect(history(names + "a-1,4\n") == "h.csv:2: 2 fields where the first line has 6")
        #expect(history(names + "a-1,4,100000000000,7,100000000000,100000000000\n").hasPrefix("a-1 100000000000 "))
        #expect(history(names + "a-1,4,100000000001,7,1,1\n").contains("no number that can be"))
        #expect(
            history(names + "a-1,4,1.5,7,100,400\n")
                == "h.csv:2: `1.5' in column `duration' is no number that can be; milliseconds, bytes or `-' were expected"
        )
    }

    @Test func graphs() throws {
        let edges = try PackageEdges(Bytes("a -> b\nb c\n\nd\na -> b\nweight: a 5\n"), file: "g")
        #expect(edges.names.map(\.text) == ["a", "b", "c", "d"])
        #expect(edges.edges.map { [$0.dependency, $0.dependent] } == [[0, 1], [1, 2]])
        #expect(throws: HistoryMistake.self) { try PackageEdges(Bytes("a b c d\n"), file: "g") }
    }

    private static func add(_ text: String, to workers: inout SimulatedWorkers) -> String? { workers.add(text) }

    @Test func workers() {
        var workers = SimulatedWorkers()
        #expect(Self.add("2", to: &workers) == nil)
        #expect(Self.add("vax:speed=0.01:slots=1:count=2", to: &workers) == nil)
        #expect(Self.add("big:cores=16:slots=4:memory=2", to: &workers) == nil)
        #expect(workers.names == ["1", "2", "vax1", "vax2", "big"])
        #expect(workers.powers.map(\.speed) == [1, 1, 0.01, 0.01, 1])
        #expect(workers.powers.last?.memory == 2_147_483_648)
        #expect(workers.usualJobs == 2)
        #expect(Self.add("0", to: &workers) == "0: between 1 and 100000 workers were expected")
        #expect(Self.add("a:b", to: &workers) == "a:b: `b' is not KEY=NUMBER, with a number from 0.001 to 1000000")
        #expect(
            Self.add("a:b=1", to: &workers) == "a:b=1: unknown `b'; slots, cores, speed, memory and count are known")
        #expect(
            Self.add("slots=2", to: &workers)
                == "slots=2: a number of workers or NAME:slots=N:cores=N:speed=X was expected")
    }

    @Test func pictures() {
        let graph = WorkGraph(count: 3, edges: [(dependency: 0, dependent: 1)])
        let works = [1000, 2000, 3000].map { PackageWork(serial: $0) }
        let simulation = Simulation(
            graph, works, ranks: graph.criticalPaths([1000, 2000, 3000]), [WorkerPower(slots: 2)])
        let gantt = Gantt(simulation, names: ["a-1", "b<1", "c-1"].map { Bytes($0) }, workers: ["w"])
        #expect(
            gantt.csv.text == """
                start,end,worker,jobs,package
                0,1000,w,1,a-1
                0,3000,w,1,c-1
                1000,3000,w,1,b<1

                """)
        let svg = gantt.svg.text
        #expect(
            svg.contains(
                "<rect x=\"110.00\" y=\"0\" width=\"333.33\" height=\"14\"><title>a-1, 1 s, jobs 1</title></rect>"))
        #expect(
            svg.contains(
                "<rect x=\"443.33\" y=\"0\" width=\"666.67\" height=\"14\"><title>b&lt;1, 2 s, jobs 1</title></rect>"))
        #expect(
            svg.contains(
                "<rect x=\"110.00\" y=\"18\" width=\"1000.00\" height=\"14\"><title>c-1, 3 s, jobs 1</title></rect>"))
    }
}
