import Glibc

/// A value behind a lock. Not the toolchain's `Mutex`: that one waits on a futex of its own, which the thread
/// sanitizer cannot see on Linux, so that every value behind it is reported as a race and real ones drown.
///
/// `@unchecked Sendable`: `value` is touched with `mutex` held, nowhere else.
package final class Locked<Value>: @unchecked Sendable {
    private var value: Value
    // Allocated, because a pthread object must not move.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init(_ value: sending Value) {
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
    package func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
