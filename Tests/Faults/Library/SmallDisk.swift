internal import Platform
internal import TestSupport
package import Text

/// A file system with little room, which vanishes with this object.
package final class SmallDisk {
    package static let isPossible: Bool = {
        guard getuid() == 0, let place = try? temporaryDirectory() else { return false }
        defer { removeTree(place) }
        return SmallDisk(at: place, kibibytes: 64) != nil
    }()

    private let path: Bytes

    package init?(at path: Bytes, kibibytes: Int) {
        guard
            (try? shell("mount -t tmpfs -o size=\(kibibytes)k,mode=0777 none \(path.text) 2>/dev/null").status)
                == .exited(0)
        else { return nil }
        self.path = path
    }

    deinit { _ = try? shell("umount -l \(path.text)") }
}
