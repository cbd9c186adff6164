internal import CPlatform

/// Wall clock, in nanoseconds since the epoch.
package func wallClock() -> Int64 { read(CLOCK_REALTIME) }

/// A clock that is never set back, in nanoseconds.
package func monotonicClock() -> Int64 { read(CLOCK_MONOTONIC) }

private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// strftime(3) of a time in seconds; empty if the result would exceed 4 KiB.
package func formatTime(_ format: [UInt8], seconds: Int64, local: Bool) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
        count = withCString(format) { format in
            buffer.withMemoryRebound(to: CChar.self) {
                cp_format_time($0.baseAddress!, $0.count, format, seconds, local ? 1 : 0)
            }
        }
    }
}
