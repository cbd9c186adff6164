internal import Text

// How it is said.
extension SFTPProgress {
    func request(_ step: Step, id: UInt32) -> SFTPRequest {
        var request: SFTPRequest
        switch step {
        case .makeDirectory(let index):
            request = SFTPRequest(SFTPType.mkdir, id: id)
            if case .makeDirectories(let paths) = task { request.add(paths[index]) }
            request.add(UInt32(0))
        case .open, .openSource:
            request = SFTPRequest(SFTPType.open, id: id)
            if case .open = step, let file {
                request.add(file.temporary)
                // Write, create, exclusively.
                request.add(UInt32(0x02 | 0x08 | 0x20))
                request.addAttributes(mode: 0o600)
            } else {
                request.add(sourcePath)
                request.add(UInt32(0x01))
                request.add(UInt32(0))
            }
        case .write(let offset, let count):
            request = SFTPRequest(SFTPType.write, id: id)
            request.add(handle ?? [])
            request.add(UInt64(offset))
            if case .put(let content, _) = task { request.add(content[offset..<(offset + count)]) }
        case .copyData:
            request = extended("copy-data", id)
            request.add(source ?? [])
            request.add(UInt64(0))
            // To its end.
            request.add(UInt64(0))
            request.add(handle ?? [])
            request.add(UInt64(0))
        case .setAttributes:
            request = SFTPRequest(SFTPType.fsetstat, id: id)
            request.add(handle ?? [])
            request.addAttributes(mode: file?.mode ?? 0o600, modified: file?.modified ?? 0)
        case .close, .closeSource:
            request = SFTPRequest(SFTPType.close, id: id)
            if case .close = step { request.add(handle ?? []) } else { request.add(source ?? []) }
        case .rename:
            request = extended("posix-rename@openssh.com", id)
            request.add(file?.temporary ?? [])
            request.add(file?.path ?? [])
        case .link:
            request = extended("hardlink@openssh.com", id)
            if case .link(let from, let to) = task {
                request.add(from)
                request.add(to)
            }
        case .look:
            request = SFTPRequest(SFTPType.lstat, id: id)
            request.add(sourcePath)
        case .read(let offset, let count):
            request = SFTPRequest(SFTPType.read, id: id)
            request.add(handle ?? [])
            request.add(UInt64(offset))
            request.add(UInt32(count))
        case .remove:
            request = SFTPRequest(SFTPType.remove, id: id)
            request.add(removedPath)
        }
        return request
    }

    private func extended(_ name: StaticString, _ id: UInt32) -> SFTPRequest {
        var request = SFTPRequest(SFTPType.extended, id: id)
        request.add(Bytes(name))
        return request
    }

    var file: SFTPFile? {
        switch task {
        case .put(_, let file), .copy(_, let file): file
        default: nil
        }
    }

    private var sourcePath: Bytes {
        switch task {
        case .copy(let path, _), .get(let path, _, _): path
        default: []
        }
    }

    private var removedPath: Bytes {
        switch task {
        case .link(_, let path), .remove(let path): path
        default: file?.temporary ?? []
        }
    }
}
