extension RemoteExecutor {
    /// Those for which there are enough open files; the others are counted, and not used.
    func fitting(_ list: [Host]) -> [Host] {
        let fitting = list.filter { openFiles.admit(slots: $0.slots) }
        leftOut += list.count - fitting.count
        return fitting
    }

    func tellWhoIsLeftOut() {
        guard leftOut > 0 else { return }
        onNotice(.hostsLeftOut(count: leftOut, openFiles: openFiles.limit ?? 0))
        leftOut = 0
    }
}
