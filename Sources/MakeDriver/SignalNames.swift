internal import Platform
internal import Text

/// `SIGTERM`; a number for what has no name everywhere.
func signalName(_ signal: Int32) -> Bytes {
    let names: [(Int32, StaticString)] = [
        (SIGHUP, "HUP"), (SIGINT, "INT"), (SIGQUIT, "QUIT"), (SIGILL, "ILL"), (SIGTRAP, "TRAP"), (SIGABRT, "ABRT"),
        (SIGBUS, "BUS"), (SIGFPE, "FPE"), (SIGKILL, "KILL"), (SIGUSR1, "USR1"), (SIGSEGV, "SEGV"), (SIGUSR2, "USR2"),
        (SIGPIPE, "PIPE"), (SIGALRM, "ALRM"), (SIGTERM, "TERM"), (SIGCHLD, "CHLD"), (SIGCONT, "CONT"),
        (SIGSTOP, "STOP"), (SIGTSTP, "TSTP"), (SIGTTIN, "TTIN"), (SIGTTOU, "TTOU"), (SIGXCPU, "XCPU"),
        (SIGXFSZ, "XFSZ"), (SIGVTALRM, "VTALRM"), (SIGPROF, "PROF"),
    ]
    for (number, name) in names where number == signal { return Bytes("SIG") + Bytes(name) }
    return Bytes("\(signal)")
}
