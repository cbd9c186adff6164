import Foundation
import Testing
import Text

@testable import Report

@Suite struct TimelineTests {
    private var timeline = Timeline(process: 7, name: Bytes("make in /d"))

    private mutating func taken() throws -> String {
        let events = timeline.take()
        _ = try JSONSerialization.jsonObject(with: Data(Bytes("[") + events + Bytes("]")))
        return events.text
    }

    @Test mutating func jobsOfThisMachineShareSlots() throws {
        timeline.began(1, target: Bytes("a"), host: nil, ready: 500_000, at: 1_000_999)
        timeline.began(2, target: Bytes("b \"x\""), host: nil, ready: nil, at: 2_000_000)
        timeline.ended(1, .exited(0), at: 3_000_000)
        timeline.began(3, target: Bytes("c"), host: nil, ready: nil, at: 4_000_000)
        #expect(timeline.running == [2, 3])
        timeline.ended(3, .exited(2), at: 5_000_000)
        timeline.ended(2, .signaled(9), at: 6_000_001)
        timeline.ended(2, .exited(0), at: 7_000_000)
        #expect(
            try taken() == """
                {"ph":"M","name":"process_name","pid":7,"tid":0,"args":{"name":"make in /d"}},
                {"ph":"M","name":"thread_name","pid":7,"tid":1,"args":{"name":"slot 1"}},
                {"ph":"M","name":"thread_name","pid":7,"tid":2,"args":{"name":"slot 2"}},
                {"ph":"X","name":"a","cat":"local","pid":7,"tid":1,"ts":1000,"dur":2000,"args":{"status":0,"waited":500}},
                {"ph":"X","name":"c","cat":"local","pid":7,"tid":1,"ts":4000,"dur":1000,"args":{"status":2}},
                {"ph":"X","name":"b \\"x\\"","cat":"local","pid":7,"tid":2,"ts":2000,"dur":4000,"args":{"status":"signal 9"}}
                """)
        #expect(timeline.take().isEmpty)
    }

    @Test mutating func phasesOnAHost() throws {
        timeline.began(1, target: Bytes("a"), host: Bytes("box"), ready: nil, at: 1_000_000)
        timeline.entered(.staging, of: 1, bytes: 55, at: 2_000_000)
        timeline.entered(.running, of: 1, at: 3_000_000)
        timeline.entered(.fetching, of: 1, at: 4_000_000)
        timeline.transferred(66, of: 1)
        timeline.ended(1, .exited(0), at: 5_000_000)
        timeline.began(1, target: Bytes("a"), host: Bytes("box2"), ready: nil, at: 6_000_000)
        timeline.ended(1, .lost("gone"), at: 6_500_000)
        timeline.began(1, target: Bytes("a"), host: nil, ready: nil, at: 7_000_000)
        timeline.ended(1, .interrupted, at: 8_000_000)
        #expect(
            try taken() == """
                {"ph":"M","name":"process_name","pid":1073743617,"tid":0,"args":{"name":"box, for make in /d"}},
                {"ph":"M","name":"thread_name","pid":1073743617,"tid":1,"args":{"name":"slot 1"}},
                {"ph":"X","name":"waiting","cat":"phase","pid":1073743617,"tid":1,"ts":1000,"dur":1000,"args":{"target":"a"}},
                {"ph":"X","name":"staging","cat":"phase","pid":1073743617,"tid":1,"ts":2000,"dur":1000,\
                "args":{"target":"a","bytes":55}},
                {"ph":"X","name":"running","cat":"phase","pid":1073743617,"tid":1,"ts":3000,"dur":1000,"args":{"target":"a"}},
                {"ph":"X","name":"fetching","cat":"phase","pid":1073743617,"tid":1,"ts":4000,"dur":1000,\
                "args":{"target":"a","bytes":66}},
                {"ph":"X","name":"a","cat":"remote","pid":1073743617,"tid":1,"ts":1000,"dur":4000,"args":{"status":0}},
                {"ph":"M","name":"process_name","pid":1073743618,"tid":0,"args":{"name":"box2, for make in /d"}},
                {"ph":"M","name":"thread_name","pid":1073743618,"tid":1,"args":{"name":"slot 1"}},
                {"ph":"X","name":"waiting","cat":"phase","pid":1073743618,"tid":1,"ts":6000,"dur":500,"args":{"target":"a"}},
                {"ph":"X","name":"a","cat":"remote","pid":1073743618,"tid":1,"ts":6000,"dur":500,\
                "args":{"status":"lost: gone"}},
                {"ph":"M","name":"process_name","pid":7,"tid":0,"args":{"name":"make in /d"}},
                {"ph":"M","name":"thread_name","pid":7,"tid":1,"args":{"name":"slot 1"}},
                {"ph":"X","name":"a","cat":"local","pid":7,"tid":1,"ts":7000,"dur":1000,"args":{"status":"interrupted"}}
                """)
    }

    /// Phases and ends of what never began are nothing.
    @Test mutating func unknownJobs() {
        timeline.entered(.running, of: 1, at: 1)
        timeline.transferred(1, of: 1)
        timeline.ended(1, .exited(0), at: 2)
        #expect(timeline.take().isEmpty)
    }
}
