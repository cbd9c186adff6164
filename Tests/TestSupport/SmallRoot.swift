internal import Platform
package import Text

/// A directory to chroot(2) into, with nothing but busybox in it.
package final class SmallRoot {
    package static var isPossible: Bool {
        getuid() == 0 && (try? shell("command -v busybox && chroot / true").status) == .exited(0)
    }
    package static let requirements = "needs root and busybox"

    package let directory: Bytes

    package init() throws {
        directory = try temporaryDirectory()
        let made = try shell(
            """
            set -e
            cd \(directory.text)
            mkdir bin dev tmp proc
            chmod 1777 tmp
            busybox=$(command -v busybox)
            cp "$busybox" bin/busybox
            for library in $(ldd "$busybox" 2>/dev/null | grep -o '/[^ ]*'); do
                mkdir -p ".${library%/*}"
                cp "$library" ".$library"
            done
            for name in $(busybox --list); do [ -e bin/$name ] || ln -s busybox bin/$name; done
            mknod -m 666 dev/null c 1 3 2>/dev/null || { : >dev/null; chmod 666 dev/null; }
            mknod -m 666 dev/zero c 1 5 2>/dev/null || head -c 1000000 /dev/zero >dev/zero
            """)
        guard made.status == .exited(0) else { throw SystemError(code: EIO) }
    }

    /// The command that yields its shell.
    package var shellCommand: [Bytes] {
        [Bytes("chroot"), directory, Bytes("/bin/env"), Bytes("PATH=/bin"), Bytes("/bin/sh")]
    }

    deinit { removeTree(directory) }
}
