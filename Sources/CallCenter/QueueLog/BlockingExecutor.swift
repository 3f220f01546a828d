import Dispatch
import Locking

/// Runs an actor on threads of its own, because it waits for a disk: on those that all others share, a disk that hangs
/// would hold up calls.
final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue
    /// How many jobs have run; held while one does. The queue alone sees to their order, but in a way that the thread
    /// sanitizer cannot see.
    private let jobs = Locked(0)

    init(name: String) { queue = DispatchQueue(label: name) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            self.jobs.withLock { count in
                job.runSynchronously(on: self.asUnownedSerialExecutor())
                count += 1
            }
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
