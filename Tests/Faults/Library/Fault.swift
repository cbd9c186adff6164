internal import TestSupport

/// What happens to a build.
package enum Fault: String, CaseIterable, Sendable {
    case none
    /// kill -9 of a host's sshd and all its connections, with and without its coming back.
    case serverKilled, serverKilledForGood
    /// kill -9 of one sh of a host.
    case sessionKilled
    /// kill -9 of one of our ssh processes.
    case transportKilled
    /// kill -9 of make; a second one finishes.
    case makeKilled
    /// An interrupt from the terminal; a second make finishes.
    case makeInterrupted
    /// make itself is stopped, as by ^Z, and goes on.
    case makeStopped
    /// Nothing of a host comes or goes any more: for a while, and for good.
    case linkCut, linkCutForGood
    /// What carries a host's connections stops for moments.
    case hostSlow
    /// Where a host has its stage, there is no room.
    case diskFull
    /// All processes of a host and its stage vanish; it comes back.
    case reboot
    /// A host's clock is an hour ahead, and so are the times of what it makes.
    case clockOff
    /// A byte changes on its way.
    case byteFlipped
    /// What is sent ends in the middle.
    case streamTruncated
    /// A program that our scripts use is missing there.
    case toolMissing

    /// Prepared before the build begins.
    var isFromTheStart: Bool {
        switch self {
        case .diskFull, .clockOff, .byteFlipped, .streamTruncated, .toolMissing: true
        default: false
        }
    }

    /// make does not come to its end by itself.
    var endsMake: Bool { self == .makeKilled || self == .makeInterrupted }

    /// Those that can be had here.
    package static var possible: [Fault] {
        allCases.filter { fault in
            switch fault {
            case .diskFull: SmallDisk.isPossible
            case .byteFlipped, .streamTruncated: Relay.isPossible
            default: true
            }
        }
    }
}

/// When it happens: at an event of the build, the n-th of its kind.
package struct Instant: Sendable, CustomStringConvertible {
    package enum Event: String, CaseIterable, Sendable {
        /// A recipe begins, wherever.
        case recipe
        /// A host has its stage.
        case stage
        /// An output came back.
        case retrieved
        /// Data goes by a way of its own.
        case plane
    }

    package var event: Event
    package var count: Int
    package var description: String { "\(event.rawValue) \(count)" }

    static func random(_ random: inout Randomness, recipes: Int, hosts: Int) -> Instant {
        let event = random.pick([Event.recipe, .recipe, .recipe, .recipe, .stage, .retrieved, .retrieved, .plane])
        let most =
            switch event {
            case .recipe: recipes - 1
            case .retrieved: recipes * 2 / 3
            case .stage: hosts
            case .plane: hosts
            }
        return Instant(event: event, count: random.number(1...most))
    }
}
