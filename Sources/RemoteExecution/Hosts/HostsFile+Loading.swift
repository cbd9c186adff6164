internal import Platform
package import Text

extension HostsFile {
    /// Which file lists the hosts: the one an option names, else $DISTMAKE_HOSTS, else ~/.makehosts; nil without HOME.
    ///
    /// Never a makefile's choice: a tree from elsewhere must not send anybody's sources to hosts of its own.
    ///
    /// - Parameter environment: `NAME=value` entries.
    package static func location(option: Bytes?, environment: [Bytes]) -> Bytes? {
        if let option { return option }
        if let named = value(of: "DISTMAKE_HOSTS", in: environment), !named.isEmpty { return named }
        guard let home = value(of: "HOME", in: environment), !home.isEmpty else { return nil }
        return home + Bytes("/.makehosts")
    }

    /// Reads and parses a hosts file.
    package static func load(_ path: Bytes) -> Result<[Host], HostsFileError> {
        func failure(_ cause: HostsFileError.Cause) -> Result<[Host], HostsFileError> {
            .failure(HostsFileError(file: path, cause: cause))
        }
        guard let status = fileStatus(path) else { return failure(.unreadable(SystemError.last)) }
        if status.isDirectory { return failure(.directory) }
        if status.isRegular && status.size > 1 << 20 { return failure(.tooLarge) }
        do {
            return parse(try readFile(path), name: path)
        } catch {
            return failure(.unreadable(error))
        }
    }
}

/// The value of an entry `NAME=value`; the last one counts.
func value(of name: StaticString, in environment: [Bytes]) -> Bytes? {
    let prefix = Bytes(name) + [Ascii.equals]
    return environment.last { $0.hasPrefix(prefix) }.map { Bytes($0.dropFirst(prefix.count)) }
}
