package import Text

/// What is known of a host: labels of the hosts file, what it said when it came up, and its compilers. Pure.
package struct HostFacts: Sendable {
    package enum Answer: Equatable, Sendable {
        case yes
        case no
        /// Not known yet.
        case open
    }

    private var labels: [Bytes: Bytes] = [:]
    /// `uname`: set when the host is up.
    private var system: [Bytes: Bytes] = [:]
    private var compilers: [Bytes: CompilerAnswer] = [:]
    /// It is this machine, so its compilers are the same.
    let isHere: Bool
    /// It can show the tree under the names that it has here; nil until it is up.
    private var showsTree: Bool?

    package init(_ host: Host) {
        isHere = host.transport == .embedded
        take(host.labels)
    }

    /// The owner says something else of it.
    mutating func take(_ labels: [Host.Label]) {
        self.labels = [:]
        for label in labels {
            self.labels[label.key] = Self.isWithoutCase(label.key) ? label.value.map(\.lowercased) : label.value
        }
    }

    /// Keys whose values are compared without regard to case.
    static func isWithoutCase(_ key: Bytes) -> Bool { key == Bytes("os") || key == Bytes("arch") }

    mutating func isUp(os: Bytes, arch: Bytes, showsTree: Bool = false) {
        self.showsTree = showsTree
        system[Bytes("os")] = os.map(\.lowercased)
        system[Bytes("arch")] = arch.map(\.lowercased)
        // They may have been changed since.
        compilers = [:]
    }

    mutating func answered(_ program: Bytes, _ answer: CompilerAnswer) { compilers[program] = answer }

    package func knows(label: Bytes) -> Bool { labels[label] != nil || Self.isWithoutCase(label) }
    func compiler(_ program: Bytes) -> CompilerAnswer? { compilers[program] }
    /// What it has counts as the same, whatever that is.
    private var needsNoQuestions: Bool { isHere || allowsAnyCompiler }

    /// The label `compiler` allows all that the host has.
    private var allowsAnyCompiler: Bool { allowed.contains(Bytes("any")) }

    private var allowed: [Bytes] { (labels[Bytes("compiler")] ?? []).split(separator: Ascii.comma).map { Bytes($0) } }

    /// Whether the host meets a demand.
    /// - Parameter here: what this machine said of its own compilers.
    package func meets(_ demand: Demand, here: [Bytes: CompilerAnswer]) -> Answer {
        var isOpen = false
        switch demand.reach {
        case .tree: break
        case .sameTree:
            if showsTree == false { return .no }
            isOpen = showsTree == nil
        case .thisMachine: if !isHere { return .no }
        }
        for condition in demand.conditions {
            if let value = labels[condition.key] ?? system[condition.key] {
                if !condition.holds(value) { return .no }
            } else if Self.isWithoutCase(condition.key), system.isEmpty {
                isOpen = true
            } else if !condition.holds(nil) {
                return .no
            }
        }
        for program in demand.programs {
            switch hasSame(program, here: here) {
            case .yes: break
            case .no: return .no
            case .open: isOpen = true
            }
        }
        return isOpen ? .open : .yes
    }

    /// Whether its compiler is that of this machine, or as good.
    package func hasSame(_ program: Bytes, here: [Bytes: CompilerAnswer]) -> Answer {
        if needsNoQuestions { return .yes }
        guard let there = compilers[program], let here = here[program] else { return .open }
        guard case .found(let identity) = there else { return .no }
        guard case .found(let own) = here else { return .yes }
        if identity.digest == own.digest { return .yes }
        return allowed.contains { $0.count >= 8 && identity.digest.hasPrefix($0) } ? .yes : .no
    }
}
