import Glibc

/// A value behind a lock. Not the toolchain's `Mutex`: that one waits on a futex of its own, which the thread
/// sanitizer cannot see on Linux, so that every value behind it is reported as a race and real ones drown.
///
/// `@unchecked Sendable`: `value` is touched with `mutex` held, nowhere else.
final class Locked<Value: Sendable>: @unchecked Sendable {
    private var value: Value
    // Allocated, because a pthread object must not move.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Not to be entered again from within.
    func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
