import ARI
import Foundation
import Locking
import TestSupport
import Testing

@testable import ARIClient

/// The thread that libcurl has is an executor too: tasks run between its exchanges.
@Suite("REST: tasks on libcurl's thread")
struct HTTPExecutorTests {
    /// A client that asks nobody anything.
    private func idleClient() throws -> ARIRESTClient {
        let server = try ARIServer(url: "http://127.0.0.1:1", credentials: ARICredentials(user: "u", password: "p"))
        return try ARIRESTClient(server: server, logger: quiet)
    }

    /// Keeps the thread busy; returns once it is, with what lets it go on.
    private func hold(_ executor: any TaskExecutor) async -> DispatchSemaphore {
        let held = Calls<Bool>()
        let release = DispatchSemaphore(value: 0)
        Task(executorPreference: executor) {
            held.add(true)
            Self.wait(for: release)
        }
        #expect(await held.next() == [true])
        return release
    }

    /// Bounded, so that a test that fails comes to its end.
    @discardableResult
    private static func wait(for semaphore: DispatchSemaphore) -> Bool {
        semaphore.wait(timeout: .now() + 30) == .success
    }

    /// One task after the other on the thread, each put in line by the one before it.
    private static func chain(on executor: any TaskExecutor, while goesOn: @escaping @Sendable () -> Bool) {
        Task(executorPreference: executor) {
            if goesOn() { chain(on: executor, while: goesOn) }
        }
    }

    // MARK: Order

    @Test("A5 tasks run in the order in which they were put in line")
    func order() async throws {
        let client = try idleClient()
        defer { client.shutdown() }
        let release = await hold(client.executor)
        let ran = Calls<Int>()
        for number in 0..<1000 { Task(executorPreference: client.executor) { ran.add(number) } }
        release.signal()
        #expect(await ran.next(1000) == Array(0..<1000))
    }

    @Test("A5 what a task puts in line runs on the thread too, after it, and nobody need wake the thread for it")
    func fromTheThreadItself() async throws {
        struct Step {
            var number: Int
            var thread = UInt(pthread_self())
        }
        let client = try idleClient()
        defer { client.shutdown() }
        let executor = client.executor
        let steps = Calls<Step>()
        Task(executorPreference: executor) {
            for number in 1..<4 { Task(executorPreference: executor) { steps.add(Step(number: number)) } }
            steps.add(Step(number: 0))
        }
        let taken = await steps.next(4)
        #expect(taken.map(\.number) == [0, 1, 2, 3])
        #expect(Set(taken.map(\.thread)).count == 1)
    }

    @Test("A5 a long chain of tasks comes to its end")
    func longChain() async throws {
        let client = try idleClient()
        defer { client.shutdown() }
        let links = Locked(0)
        let ended = Calls<Int>()
        Self.chain(on: client.executor) {
            let count = links.withLock { links in
                links += 1
                return links
            }
            if count == 1000 { ended.add(count) }
            return count < 1000
        }
        #expect(await ended.next() == [1000])
    }

    // MARK: Waking

    /// A wake-up that is lost would be made good by libcurl after a minute, later than is waited for here.
    @Test("A5 no task is left lying while the thread goes to sleep, however many bring some", arguments: [1, 2, 8])
    func wakeUps(_ threads: Int) async throws {
        let client = try idleClient()
        defer { client.shutdown() }
        let executor = client.executor
        let ended = Calls<Int>()
        for thread in 0..<threads {
            Foundation.Thread.detachNewThread {
                let ran = DispatchSemaphore(value: 0)
                // One at a time: after each the thread has nothing to do, sleeps or is about to.
                for _ in 0..<1000 {
                    Task(executorPreference: executor) { _ = ran.signal() }
                    guard Self.wait(for: ran) else { return }
                }
                ended.add(thread)
            }
        }
        #expect(await ended.next(threads).sorted() == Array(0..<threads))
    }

    // MARK: Beside requests

    @Test("A5 tasks that put one another in line without end let requests through")
    func requestsAmongTasks() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        defer { client.shutdown() }
        let isOver = Locked(false)
        defer { isOver.withLock { $0 = true } }
        Self.chain(on: client.executor) { !isOver.withLock { $0 } }
        let answers = Calls<Int?>()
        Task { answers.add(try? await client.request(method: "GET", path: "/a").status) }
        #expect(await answers.next() == [200])
    }

    @Test("A5 requests without end let tasks through")
    func tasksAmongRequests() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        defer { client.shutdown() }
        let isOver = Locked(false)
        let answers = Calls<Int?>()
        let asking = (0..<8).map { _ in
            Task {
                while !isOver.withLock({ $0 }) {
                    answers.add(try? await client.request(method: "GET", path: "/a").status)
                }
            }
        }
        #expect(await answers.next(8) == [Int?](repeating: 200, count: 8))
        let ran = Calls<Int>()
        for number in 0..<200 {
            Task(executorPreference: client.executor) { ran.add(number) }
            #expect(await ran.next() == [number])
        }
        isOver.withLock { $0 = true }
        for task in asking { await task.value }
    }

    // MARK: The end

    @Test("A5 shut down with tasks in line: each runs, and what it puts in line then, once")
    func shutdownWithTasksInLine() async throws {
        let client = try idleClient()
        let executor = client.executor
        let release = await hold(executor)
        let ran = Calls<Int>()
        func putInLine(_ numbers: Range<Int>) {
            for number in numbers {
                Task(executorPreference: executor) {
                    ran.add(number)
                    // The thread takes in nothing more: these are handed over.
                    Task(executorPreference: executor) { ran.add(number + 1000) }
                }
            }
        }
        putInLine(0..<100)
        client.shutdown()
        putInLine(100..<200)
        release.signal()
        #expect(await ran.next(400).sorted() == Array(0..<200) + Array(1000..<1200))
    }

    @Test("A5 after the thread's end tasks run elsewhere, and their requests are not sent")
    func afterTheEnd() async throws {
        let arrivals = Calls<String>()
        let fake = try FakeAsterisk {
            arrivals.add($0.path)
            return .never
        }
        let client = try fake.restClient()
        let errors = Calls<ARIError?>()
        // Begins on the thread and is there as it ends.
        Task(executorPreference: client.executor) {
            for _ in 0..<2 { errors.add(await failure { try await client.request(method: "POST", path: "/a") }) }
        }
        #expect(await arrivals.next() == ["/ari/a"])
        client.shutdown()
        #expect(await errors.next(2).map { $0?.isSafeToRepeat } == [false, true])
        // The first was answered at the end: by now the thread takes nothing.
        Task(executorPreference: client.executor) {
            errors.add(await failure { try await client.request(method: "POST", path: "/a") })
        }
        #expect(await errors.next().map { $0?.isSafeToRepeat } == [true])
        #expect(fake.requests.count == 1)
    }

    @Test("A5 a task may end the thread that it runs on, and goes on")
    func shutdownFromTheThread() async throws {
        let client = try idleClient()
        let errors = Calls<ARIError?>()
        Task(executorPreference: client.executor) {
            client.shutdown()
            for _ in 0..<2 { errors.add(await failure { try await client.request(method: "POST", path: "/a") }) }
        }
        #expect(await errors.next(2).map { $0?.isSafeToRepeat } == [true, true])
    }

    @Test("A5 a client that nobody holds any more ends with tasks in line, which run")
    func letGo() async throws {
        let ran = Calls<Int>()
        let release: DispatchSemaphore
        do {
            let client = try idleClient()
            release = await hold(client.executor)
            for number in 0..<100 { Task(executorPreference: client.executor) { ran.add(number) } }
        }
        release.signal()
        #expect(await ran.next(100).sorted() == Array(0..<100))
    }

    // MARK: Cancellation

    @Test("A5 a cancellation that overtakes its request is remembered: nothing is sent")
    func cancellationFirst() async throws {
        let fake = try FakeAsterisk { $0.path == "/ari/behind" ? .json(200, "{}") : .never }
        let thread = try HTTPThread(server: fake.server(), settings: ARIRESTSettings())
        thread.start()
        defer { thread.stop() }
        let (overtaken, outcomes) = await submittedAndCancelled()
        thread.postCancellation(overtaken)
        // When this one is answered, what was posted before it has been taken in.
        let behind = RequestTicket(HTTPExchange(method: "GET", target: "/behind"))
        let answer = await withUnsafeContinuation { (waiter: UnsafeContinuation<Result<ARIAnswer, ARIError>, Never>) in
            if behind.submit(waiter) { thread.post(behind) }
        }
        #expect(try answer.get().status == 200)
        thread.post(overtaken)
        #expect(await outcomes.next() == [.failure(.cancelled(sent: false))])
        #expect(fake.requests.map(\.path) == ["/ari/behind"])
    }

    @Test("A8 the same over a request socket")
    func cancellationFirstOnSocket() async throws {
        let loop = try WebSocketLoop()
        let core = RequestSocketCore(loop: loop, logger: quiet)
        let (overtaken, outcomes) = await submittedAndCancelled()
        loop.run {
            core.abandon(overtaken)
            core.enqueue(overtaken) { _ in [] }
        }
        #expect(await outcomes.next() == [.failure(.cancelled(sent: false))])
        await loop.shutdown()
    }

    /// A request whose task waits and was cancelled, before any thread has heard of either.
    private func submittedAndCancelled() async -> (RequestTicket, Calls<Result<ARIAnswer, ARIError>>) {
        let ticket = RequestTicket(HTTPExchange(method: "POST", target: "/overtaken"))
        let submitted = Calls<Bool>()
        let outcomes = Calls<Result<ARIAnswer, ARIError>>()
        Task {
            let outcome = await withUnsafeContinuation {
                (waiter: UnsafeContinuation<Result<ARIAnswer, ARIError>, Never>) in
                submitted.add(ticket.submit(waiter))
            }
            outcomes.add(outcome)
        }
        #expect(await submitted.next() == [true])
        #expect(ticket.cancel())
        return (ticket, outcomes)
    }
}
