package import Platform
package import Text

/// Why a hosts file cannot be used.
package struct HostsFileError: Error, Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        case unreadable(SystemError)
        case directory
        case binary
        case tooLarge
        case unterminatedQuote
        case countMissing(host: Bytes)
        case countNotANumber(host: Bytes, found: Bytes)
        case countOutOfRange(host: Bytes, found: Bytes)
        case repeatedHost(Bytes, firstLine: Int)
        case badHostName(Bytes)
        case attributeWithoutHost(Bytes)
        case repeatedAttribute(Bytes)
        case badSpeed(Bytes)
        case badTransport
        case badStore(Bytes)
        case badCompiler(Bytes)
        case badStoreLimit(Bytes)
        case badData(Bytes)
        case badCompress(Bytes)
        case badPaths(Bytes)
        case sftpWithoutSsh
    }

    /// The file's name, as the user knows it.
    package var file: Bytes
    /// Both count from 1; 0 where the whole file is meant.
    package var line = 0
    package var column = 0
    package var cause: Cause

    /// The file does not exist, which is no mistake if nobody named it.
    package var isMissingFile: Bool { cause == .unreadable(SystemError(code: ENOENT)) }
}

extension HostsFileError: CustomStringConvertible {
    /// `file:line:column: what was found; what was expected, and how to mend it`.
    package var description: String {
        let place = line > 0 ? "\(file.text):\(line):\(column)" : file.text
        return "\(place): \(wording)"
    }

    private var wording: String {
        switch cause {
        case .unreadable(let error): "cannot read the hosts file: \(error.text)"
        case .directory: "this is a directory; a hosts file was expected, with lines such as `buildbox 4'"
        case .binary: "found a NUL byte; a hosts file is text, with lines such as `buildbox 4'"
        case .tooLarge: "the file is larger than 1 MiB; a hosts file was expected, with lines such as `buildbox 4'"
        case .unterminatedQuote: "found a quote that is never closed; close it, or put a backslash before it"
        case .countMissing(let host):
            "found nothing after the host `\(host.text)'; expected the number of its jobs: `\(host.text) 4'"
        case .countNotANumber(let host, let found):
            "found `\(found.text)' after the host `\(host.text)'; expected the number of its jobs: `\(host.text) 4'"
        case .countOutOfRange(let host, let found):
            "found `\(found.text)' jobs for the host `\(host.text)'; expected a number from 1 to \(HostsFile.mostSlots)"
        case .repeatedHost(let host, let first):
            "found the host `\(host.text)' again; it is on line \(first) already: add the numbers up in one entry"
        case .badHostName(let name):
            "found `\(name.text)' where a host was expected; a host's name is not empty, begins with no `-' and has "
                + "neither blanks nor control characters"
        case .attributeWithoutHost(let word):
            "found the attribute `\(word.text)' before any host; expected a host and its number of jobs first"
        case .repeatedAttribute(let key): "found `\(key.text)=' a second time for one host; remove one of them"
        case .badSpeed(let value): "found the speed `\(value.text)'; expected a decimal number above 0, such as `1.5'"
        case .badTransport: "found a transport without words; expected a command that runs sh, or `sh' or `ssh'"
        case .badStoreLimit(let value):
            "found the store's limit `\(value.text)'; expected a number of bytes, with K, M or G, such as `2G'"
        case .badCompress(let value): "found `compress=\(value.text)'; expected `yes', `no' or `auto'"
        case .badPaths(let value): "found `paths=\(value.text)'; expected `same' or `mapped'"
        case .badData(let value):
            "found the way `\(value.text)' for data; expected `inline', `frames', `stream' or `sftp'"
        case .sftpWithoutSsh: "found `data=sftp' with a transport that is not ssh; expected `data=stream'"
        case .badCompiler(let value):
            "found the compiler `\(value.text)'; expected `any', or identities of 8 to 64 small hexadecimal digits, "
                + "separated by commas"
        case .badStore(let value): "found the store `\(value.text)'; expected an absolute path of a directory"
        }
    }
}
