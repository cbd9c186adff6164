internal import Platform
internal import Report
internal import Text

/// make(1), from the command line to the exit status.
package func distmakeMain() -> Never {
    let words = commandLineWords()
    // Recursion in makefiles is bounded, but not to what an ordinary thread's stack holds.
    let started = runWithStack(bytes: 1 << 29) {
        do throws(SystemError) {
            let make = try Make(arguments: words) { channel, text in
                writeAll(channel == .output ? 1 : 2, text)
            }
            // The end of the process frees everything, faster than we could.
            exit(make.run(Array(words.dropFirst())))
        } catch {
            writeAll(2, Bytes("distmake: \(error.text)\n"))
        }
    }
    if !started { writeAll(2, Bytes("distmake: cannot start a thread\n")) }
    exit(2)
}
