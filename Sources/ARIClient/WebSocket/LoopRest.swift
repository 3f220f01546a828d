import Glibc

/// A thread's rest, which any other thread may end.
///
/// `@unchecked Sendable`: `isEnded` is touched with `mutex` held, nowhere else.
final class LoopRest: @unchecked Sendable {
    // Allocated, because a pthread object must not move.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isEnded = false

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Returns at `deadline`, in nanoseconds of the monotonic clock, or once the rest is ended; at once where it is.
    func wait(until deadline: UInt64) {
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isEnded, pthread_cond_timedwait(condition, mutex, &time) == 0 {}
    }

    func end() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isEnded = true
        pthread_cond_signal(condition)
    }

    /// The next one is another.
    func renew() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isEnded = false
    }
}
