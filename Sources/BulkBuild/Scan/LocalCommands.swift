internal import MakeLanguage
internal import Platform
internal import Synchronization
internal import Text

/// Commands are processes of this machine. Standard input is empty unless it is given.
package final class LocalCommands: CommandSource {
    private let started = Atomic<Int>(0)

    package init() {}

    /// How many processes were started.
    package var count: Int { started.load(ordering: .relaxed) }

    package func answer(to command: ScanCommand) -> CommandAnswer {
        started.add(1, ordering: .relaxed)
        do throws(SystemError) {
            let input = try anonymousFile(command.input)
            defer { close(input) }
            let errors = try anonymousFile([])
            defer { close(errors) }
            var request = SpawnRequest(
                program: command.program, arguments: command.arguments, environment: CStringBlock(command.environment))
            request.directory = command.directory
            request.standardInput = input
            request.standardError = command.mergesErrors ? nil : errors
            let (output, status) = try capture(request, streams: (true, command.mergesErrors))
            lseek(errors, 0, SEEK_SET)
            let told = try readAll(errors)
            let result: CommandStatus =
                switch status {
                case .exited(let code): .exited(code)
                case .signaled(let signal): .signaled(signal)
                }
            return CommandAnswer(output: output, errors: told, status: result)
        } catch {
            return CommandAnswer(output: [], errors: [], status: .notStarted(error.text))
        }
    }
}
