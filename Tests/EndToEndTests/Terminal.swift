import Foundation

/// A terminal of a few lines of code: what a program writes to it, and what is seen of that.
final class Terminal {
    private let master: Int32
    /// Kept open: while nobody has the other side, what was written may be gone.
    private let slave: Int32
    /// The name of the other side.
    let device: String
    /// All that was written, as it came.
    private(set) var text = ""
    private var raw = Data()

    init(columns: UInt16) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var unlocked: Int32 = 0
        var number: UInt32 = 0
        // TIOCSPTLCK and TIOCGPTN; the functions for them are hidden behind feature macros.
        guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        device = "/dev/pts/\(number)"
        slave = open(device, O_RDWR | O_NOCTTY)
        guard slave >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        setSize(columns: columns)
    }

    deinit {
        close(slave)
        close(master)
    }

    func setSize(columns: UInt16) {
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Reads until `text` holds something, or all writers are gone, or the time is over.
    @discardableResult
    func read(until isEnough: (String) -> Bool = { _ in false }, limit: Double = 30) -> Bool {
        let end = Date(timeIntervalSinceNow: limit)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !isEnough(text), Date() < end {
            var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 100) > 0 else { continue }
            let count = Foundation.read(master, &buffer, buffer.count)
            guard count > 0 else { break }
            raw.append(contentsOf: buffer[..<count])
            text = String(decoding: raw, as: UTF8.self)
        }
        return isEnough(text)
    }

    /// Reads all that was written so far.
    func drain() {
        let mark = "\u{1}end\u{1}"
        _ = Foundation.write(slave, mark, mark.utf8.count)
        read { $0.contains(mark) }
        text = text.replacingOccurrences(of: mark, with: "")
    }

    /// The lines that are seen in the end. Knows carriage return, "erase to the end of the line" and colours; anything
    /// else stays visible, so that a test fails on it.
    var screen: [String] { Terminal.screen(of: text) }

    static func screen(of text: String) -> [String] {
        var lines: [[Character]] = [[]]
        var column = 0
        let plain = text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").replacing("\r\n", with: "\n")
        var rest = plain[...]
        while let character = rest.first {
            if rest.hasPrefix("\u{1B}[K") {
                lines[lines.count - 1].removeSubrange(min(column, lines[lines.count - 1].count)...)
                rest = rest.dropFirst(3)
                continue
            }
            rest = rest.dropFirst()
            switch character {
            case "\n":
                lines.append([])
                column = 0
            case "\r": column = 0
            default:
                if column < lines[lines.count - 1].count {
                    lines[lines.count - 1][column] = character
                } else {
                    lines[lines.count - 1].append(character)
                }
                column += 1
            }
        }
        return lines.map { String($0) }
    }
}
