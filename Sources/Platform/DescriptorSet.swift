/// What a descriptor can be ready for.
struct Readiness: OptionSet, Hashable {
    let rawValue: Int32
    static let read = Readiness(rawValue: 1)
    static let write = Readiness(rawValue: 2)
}

/// Descriptors that are waited for together: by the kernel's own list of them, or by poll(2).
protocol DescriptorSet: AnyObject {
    /// Watches a descriptor for `new` instead of `old`; both may be empty.
    ///
    /// Throws if it cannot be watched in this set, which is then as before. A descriptor that is always ready, such as
    /// one of a regular file, and one that is not open, whose user has to be told, can be watched in any set.
    func change(_ fd: Int32, from old: Readiness, to new: Readiness) throws(SystemError)

    /// Waits until something is ready, at most so many milliseconds (negative: as long as it takes). An error and the
    /// end of a descriptor count as ready. Not all that is ready need be told at once.
    func wait(milliseconds: Int32) -> [(fd: Int32, ready: Readiness)]
}
