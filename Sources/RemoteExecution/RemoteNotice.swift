package import Text

/// What the driver may want to print about hosts.
package enum RemoteNotice: Equatable, Sendable {
    case hostReady(host: Bytes)
    /// It takes no actions for now, or no longer. Told once until it is ready again.
    case hostUnusable(host: Bytes, reason: String)
    /// It does not answer, and takes nothing as long as that is so.
    case hostSilent(host: Bytes)
    case hostSpeaks(host: Bytes)
    /// It is new in the hosts file, or offered itself.
    case hostJoined(host: Bytes)
    /// It takes nothing new and finishes what runs.
    case hostDrains(host: Bytes, running: Int)
    /// It has nothing of ours any more.
    case hostLeft(host: Bytes)
    /// So many hosts are not used since this process may not have more open files than that.
    case hostsLeftOut(count: Int, openFiles: Int)
    case stageCreated(host: Bytes, path: Bytes)
    /// Of so many inputs that it lacks, its store has some.
    case foundInStore(host: Bytes, count: Int, wanted: Int)
    /// A session that carries data is open there.
    case dataPlane(host: Bytes, plane: DataPlane)
    /// An action begins to be staged there; `running` counts it.
    case usingHost(host: Bytes, running: Int)
    /// An output arrived from that path of the host and is about to take its place.
    case retrieving(target: Bytes, host: Bytes, path: Bytes)
    /// Its compiler is not that of this machine, or it has none (`there` is nil): it gets no recipes that run it.
    case otherCompiler(host: Bytes, program: Bytes, there: CompilerIdentity?, here: CompilerIdentity?)
    /// The action did not run to its end there, and can be run elsewhere.
    case lost(target: Bytes, host: Bytes, reason: String)
}

/// Where an action is on its way through a host, for timelines.
package enum RemotePhase: Equatable, Sendable {
    /// Inputs of so many bytes are being sent.
    case staging(bytes: Int)
    /// The script runs.
    case running
    /// The script has ended; its outputs are on their way.
    case fetching
    /// All outputs came, so many bytes.
    case fetched(bytes: Int)
}
