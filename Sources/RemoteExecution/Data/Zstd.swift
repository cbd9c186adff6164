internal import Platform
internal import Text

/// zstd(1) of this machine, as a child for each transfer.
final class Zstd {
    private let loop: EventLoop
    private let program: Bytes
    private let environment: CStringBlock
    /// Archives that are still to be sent as they are, since others did not shrink.
    private var skips = 0

    /// Nil if it is not in PATH.
    init?(loop: EventLoop, environment: [Bytes]) {
        let path = value(of: "PATH", in: environment) ?? []
        let candidates = path.split(separator: Ascii.colon).map { Bytes($0) + Bytes("/zstd") }
        let found = candidates.first { name in
            name[0] == Ascii.slash && fileStatus(name)?.isRegular == true && withCString(name) { access($0, X_OK) } == 0
        }
        guard let found else { return nil }
        (self.loop, program) = (loop, found)
        self.environment = CStringBlock(environment.filter { $0.hasPrefix(Bytes("PATH=")) })
    }

    /// What the host runs for the other direction; with its standard streams.
    static let unpacker = Bytes("zstd -dcq")
    static let packer = Bytes("zstd -1cq")

    /// The bytes in less than nine tenths of their room; nil if that is not so.
    func pack(_ bytes: Bytes, _ completion: @escaping (Bytes?) -> Void) {
        skips -= 1
        guard skips < 0 else { return completion(nil) }
        var packed: Bytes = []
        let child = run("-1cq") {
            packed += $0
        } completion: { [self] isWell in
            let shrank = isWell && packed.count < bytes.count / 10 * 9
            if !shrank { skips = 8 }
            completion(shrank ? packed : nil)
        }
        guard let child else { return completion(nil) }
        child.send(bytes)
        child.closeInput()
    }

    /// A child that takes packed bytes until `closeInput`; nil if it cannot be started. Told is whether all was well,
    /// after the last bytes.
    func unpack(onBytes: @escaping (Bytes) -> Void, completion: @escaping (Bool) -> Void) -> Session? {
        run("-dcq", onBytes: onBytes, completion: completion)
    }

    private func run(
        _ option: StaticString, onBytes: @escaping (Bytes) -> Void, completion: @escaping (Bool) -> Void
    ) -> Session? {
        guard
            let child = try? Session(loop: loop, arguments: [program, Bytes(option)], environment: environment)
        else { return nil }
        child.onBytes = onBytes
        child.onExit = { completion($0 == .exited(0)) }
        return child
    }
}
