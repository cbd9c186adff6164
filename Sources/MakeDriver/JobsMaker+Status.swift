internal import BuildGraph
internal import Execution
internal import Platform
internal import RemoteExecution
internal import Text

extension JobsMaker {
    /// What runs, that which began first in front.
    var jobStates: [BuildStatus.JobState] {
        let now = monotonicClock()
        return jobs.sorted { ($0.value.began, $0.key.raw) < ($1.value.began, $1.key.raw) }.map { id, job in
            var phase: StaticString = "running"
            if job.host != nil, let times = distribution?.learned.times[id] {
                if times.ran == nil { phase = "sending" } else if times.ended != nil { phase = "fetching" }
            } else if job.host != nil {
                phase = "sending"
            }
            return BuildStatus.JobState(
                host: job.host, age: now - job.began, phase: Bytes(phase), target: graph[job.node].name)
        }
    }
}
