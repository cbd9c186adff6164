internal import CPlatform

/// True if a descriptor is a terminal.
package func isTerminal(_ fd: Int32) -> Bool { isatty(fd) == 1 }
