internal import Platform
internal import Text

/// The process that yields a sh on a host: its argv and its environment.
struct TransportCommand {
    var arguments: [Bytes]
    var environment: CStringBlock

    /// How a session takes part in an ssh connection of ours.
    enum Share {
        /// It opens the connection, and the control socket for the others.
        case opens(Bytes)
        /// It is one more session on the connection.
        case joins(Bytes)
        /// The user's own configuration decides; it has a connection open already.
        case user
    }

    /// - Parameter isSFTP: ssh only; the subsystem sftp instead of a sh.
    init(host: Host, share: Share, options: RemoteOptions, isSFTP: Bool = false) {
        switch host.transport {
        case .joined:
            // It brings its streams itself.
            arguments = [Bytes("false")]
            environment = CStringBlock([])
        case .embedded:
            arguments = [Bytes("/bin/sh")]
            environment = CStringBlock(options.environment.filter { !isMakePrivate($0) })
        case .command(let argv):
            arguments = argv
            environment = CStringBlock(options.environment.filter { !isMakePrivate($0) })
        case .ssh:
            arguments = options.sshCommand + sshOptions(share)
            arguments +=
                isSFTP
                ? [Bytes("-s"), Bytes("--"), host.name, Bytes("sftp")] : [Bytes("--"), host.name, Bytes("exec sh")]
            environment = CStringBlock(options.environment.filter(isForSsh))
        }
    }
}

/// What asks whether the user has a connection to the host open already.
func sshCheckCommand(host: Host, options: RemoteOptions) -> [Bytes] {
    options.sshCommand + [Bytes("-O"), Bytes("check"), Bytes("--"), host.name]
}

private func sshOptions(_ share: TransportCommand.Share) -> [Bytes] {
    var settings = [
        // The options of remote-protocol.md: no questions, no forwarding, and a cut link is noticed.
        "BatchMode=yes", "ConnectTimeout=5", "ServerAliveInterval=5", "ServerAliveCountMax=2", "ForwardAgent=no",
        "ForwardX11=no", "ClearAllForwardings=yes", "PermitLocalCommand=no", "RequestTTY=no", "EscapeChar=none",
        "LogLevel=ERROR",
    ].map { Bytes($0.utf8) }
    switch share {
    case .opens(let path):
        settings += [Bytes("ControlMaster=yes"), Bytes("ControlPersist=no"), Bytes("ControlPath=") + path]
    case .joins(let path):
        // A session that is refused must not make a connection of its own, as ssh would do: nobody would count it.
        settings += [Bytes("ControlMaster=no"), Bytes("ControlPath=") + path, Bytes("ProxyCommand=false")]
    case .user: break
    }
    return settings.flatMap { [Bytes("-o"), $0] }
}

/// ssh passes LANG and LC_* on by a configuration that the command line cannot undo, so it does not get to see them.
func isForSsh(_ entry: Bytes) -> Bool {
    let names: [StaticString] = [
        "HOME=", "PATH=", "USER=", "LOGNAME=", "SHELL=", "TMPDIR=", "SSH_AUTH_SOCK=", "SSH_AGENT_PID=",
        "KRB5CCNAME=", "XDG_RUNTIME_DIR=", "XDG_CONFIG_HOME=", "GNUPGHOME=",
    ]
    return names.contains { entry.hasPrefix(Bytes($0)) }
}

/// What make says to its own children only: flags, levels, and descriptors that do not cross machines.
func isMakePrivate(_ entry: Bytes) -> Bool {
    let prefixes: [StaticString] = [
        "MAKEFLAGS=", "MAKELEVEL=", "MFLAGS=", "GNUMAKEFLAGS=", "MAKEOVERRIDES=", ".MAKE", "MAKE_JOB", "DISTMAKE_",
        "PWD=", "OLDPWD=", "SHLVL=", "_=",
    ]
    return prefixes.contains { entry.hasPrefix(Bytes($0)) }
}
