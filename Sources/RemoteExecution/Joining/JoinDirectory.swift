package import Platform
package import Text

/// The directory in which hosts that offer themselves and builds of the same user meet (Documentation/joining.md).
package struct JoinDirectory: Sendable {
    /// What is in it, one folder for each kind.
    package enum Folder: String, CaseIterable, Sendable { case names, offers, taken, marks, builds, sessions }

    /// What the user said of a host; it holds for its next connections too.
    package enum Mark: String, Sendable { case drained, removed }

    package struct Trouble: Error, CustomStringConvertible, Sendable {
        package let description: String
    }

    package let path: Bytes

    /// Where builds and hosts meet unless somebody says otherwise: not in $TMPDIR, since a login by key has another.
    package static var usual: Bytes { Bytes("/tmp/distmake-hosts-\(geteuid())".utf8) }

    /// What $DISTMAKE_JOINED says: nil for `no`; a directory; anything else is a mistake.
    package static func location(environment: [Bytes]) throws(Trouble) -> Bytes? {
        guard let value = value(of: "DISTMAKE_JOINED", in: environment), !value.isEmpty, value != Bytes("yes") else {
            return usual
        }
        if value == Bytes("no") { return nil }
        guard value.first == Ascii.slash else {
            throw Trouble(
                description:
                    "DISTMAKE_JOINED is `\(value.printable)'; expected `no', or the absolute path of a directory")
        }
        return value
    }

    /// Opens the directory of that path, and makes it if nobody has yet; the path cannot be much longer than the usual one.
    package init(making path: Bytes) throws(Trouble) {
        self.path = path
        for each in [path] + Folder.allCases.map({ path + [Ascii.slash] + Bytes($0.rawValue.utf8) }) {
            if withCString(each, { mkdir($0, 0o700) }) != 0, errno != EEXIST {
                throw Trouble(description: "cannot make the directory \(each.printable): \(SystemError.last.text)")
            }
        }
        guard isPrivateDirectory(path) else {
            throw Trouble(
                description:
                    "the directory \(path.printable) is not used: it has to be a directory of this user's that "
                    + "nobody else can enter (mode 0700); remove it, or find out whose it is")
        }
    }

    /// The directory of that path; nil if there is none that can be used.
    package init?(existing path: Bytes) {
        guard isPrivateDirectory(path) else { return nil }
        self.path = path
    }

    package func path(_ folder: Folder, _ name: Bytes = []) -> Bytes {
        let directory = path + [Ascii.slash] + Bytes(folder.rawValue.utf8)
        return name.isEmpty ? directory : directory + [Ascii.slash] + name
    }

    package func list(_ folder: Folder) -> [Bytes] { directoryEntries(path(folder)) ?? [] }

    /// Some host has offered itself here at some time.
    package var hasNames: Bool { !list(.names).isEmpty }

    package func mark(of name: Bytes) -> Mark? {
        (try? readFile(path(.marks, name))).flatMap { Mark(rawValue: Bytes($0.filter { !$0.isSpace }).text) }
    }

    package func setMark(_ mark: Mark?, of name: Bytes) throws(SystemError) {
        if let mark {
            try writeFile(path(.marks, name), Bytes("\(mark.rawValue)\n".utf8), mode: 0o600)
        } else if withCString(path(.marks, name), { unlink($0) }) != 0, errno != ENOENT {
            throw SystemError.last
        }
    }

    /// An `accept` holds the name.
    package func isConnected(_ name: Bytes) -> Bool { LockFile.look(path(.names, name), bytes: [0])?[0] == true }
}

/// Whether it is a directory of ours, not a link to one, that nobody else can enter.
func isPrivateDirectory(_ path: Bytes) -> Bool {
    var status = stat()
    guard withCString(path, { lstat($0, &status) }) == 0 else { return false }
    return UInt32(status.st_mode) & (UInt32(S_IFMT) | 0o777) == UInt32(S_IFDIR) | 0o700 && status.st_uid == geteuid()
}
