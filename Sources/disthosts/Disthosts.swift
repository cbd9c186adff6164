internal import ArgumentParser

@main
struct Disthosts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disthosts", abstract: "Looks after build hosts.",
        subcommands: [
            Check.self, Clean.self, Run.self, Top.self, List.self, Drain.self, Remove.self, Join.self,
            WorkerScript.self,
            Authorize.self,
            Accept.self,
        ])
}
