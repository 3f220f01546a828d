import Glibc

/// A moment on the monotonic clock, in nanoseconds.
struct Tick: Comparable {
    var nanoseconds: Int64

    static var now: Tick {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Tick(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static func < (left: Tick, right: Tick) -> Bool { left.nanoseconds < right.nanoseconds }

    func adding(milliseconds: Int64) -> Tick { Tick(nanoseconds: nanoseconds + milliseconds * 1_000_000) }
}

/// A state shared by the store's threads, with condition variables to wait on. Swift's `Mutex` has none, and a thread
/// that waits with a deadline needs one; and the thread sanitizer takes `Mutex` for a race.
///
/// `@unchecked Sendable`: `state` is touched with `mutex` held, nowhere else.
final class Guarded<State>: @unchecked Sendable {
    /// Who waits.
    enum Waiter: Int { case writer, watch }

    /// What a waiter found.
    enum Look<Found> {
        case found(Found)
        case wait(until: Tick?)
    }

    private var state: State
    // Allocated, because a pthread object must not move.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let conditions: UnsafeMutablePointer<pthread_cond_t>

    init(_ state: State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        conditions = .allocate(capacity: 2)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may be set while a thread waits.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        for index in 0..<2 {
            (conditions + index).initialize(to: pthread_cond_t())
            pthread_cond_init(conditions + index, &attributes)
        }
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        for index in 0..<2 { pthread_cond_destroy(conditions + index) }
        pthread_mutex_destroy(mutex)
        conditions.deallocate()
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    func signal(_ waiter: Waiter) {
        pthread_cond_signal(conditions + waiter.rawValue)
    }

    /// Looks at the state until something is found. The look does not span the wait: others change the state then.
    func wait<Found>(as waiter: Waiter, _ look: (inout State) -> Look<Found>) -> Found {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            switch look(&state) {
            case .found(let found): return found
            case .wait(until: nil): pthread_cond_wait(conditions + waiter.rawValue, mutex)
            case .wait(until: .some(let tick)):
                var deadline = timespec(
                    tv_sec: Int(tick.nanoseconds / 1_000_000_000), tv_nsec: Int(tick.nanoseconds % 1_000_000_000))
                pthread_cond_timedwait(conditions + waiter.rawValue, mutex, &deadline)
            }
        }
    }
}
