internal import CPlatform

/// Runs `body` on so many threads, each with a stack of that size, and waits for all of them.
///
/// - Returns: how many threads could be made; each got a number from 0.
package func runThreads(_ count: Int, stackBytes: Int, _ body: @escaping @Sendable (Int) -> Void) -> Int {
    final class Start {
        let number: Int
        let body: @Sendable (Int) -> Void
        init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) { (self.number, self.body) = (number, body) }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    var threads: [pthread_t] = []
    for number in 0..<count {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(number, body))
        let error = pthread_create(
            &thread, &attributes,
            { context in
                let start = Unmanaged<Start>.fromOpaque(context!).takeRetainedValue()
                start.body(start.number)
                return nil
            }, start.toOpaque())
        guard error == 0 else {
            start.release()
            break
        }
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
    return threads.count
}
