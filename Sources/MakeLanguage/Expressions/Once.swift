internal import Synchronization

/// A place for an object that is made when it is first needed, by whichever thread comes first; then it stays.
///
/// What the standard library has for it (`AtomicLazyReference`) asks the runtime for type metadata at each look.
struct Once<Object: AnyObject & Sendable>: ~Copyable, Sendable {
    private let bits = Atomic<UInt>(0)

    @inline(__always)
    func load() -> Object? {
        let bits = bits.load(ordering: .acquiring)
        return bits == 0 ? nil : Self.object(bits)
    }

    /// Keeps the object unless another was faster; returns the one that is kept.
    @inline(__always)
    func storeIfNil(_ object: Object) -> Object {
        let own = UInt(bitPattern: Unmanaged.passRetained(object).toOpaque())
        let (exchanged, original) = bits.compareExchange(expected: 0, desired: own, ordering: .acquiringAndReleasing)
        if exchanged { return object }
        Unmanaged.passUnretained(object).release()
        return Self.object(original)
    }

    @inline(__always)
    private static func object(_ bits: UInt) -> Object { unsafeBitCast(bits, to: Object.self) }

    deinit {
        let bits = bits.load(ordering: .acquiring)
        if bits != 0 { Unmanaged.passUnretained(Self.object(bits)).release() }
    }
}
