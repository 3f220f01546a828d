/// Values in numbered slots that are used again. A slot's number is half the size of a reference, needs no counting, and
/// stays valid until its value is removed. Iterates in slot order, which is the same in every run.
///
/// Empty slots hold a value that means nothing rather than an optional, so that one field of a big value can be read in
/// place, without copying (and counting the references of) the whole.
struct Slots<Value: Sendable>: Sendable {
    private var values: ContiguousArray<Value> = []
    private var isUsed: ContiguousArray<Bool> = []
    private var free: ContiguousArray<Int32> = []
    private let vacant: Value

    init(vacant: Value) { self.vacant = vacant }

    var count: Int { values.count - free.count }

    mutating func insert(_ value: Value) -> Int32 {
        if let slot = free.popLast() {
            values[Int(slot)] = value
            isUsed[Int(slot)] = true
            return slot
        }
        values.append(value)
        isUsed.append(true)
        return Int32(values.count - 1)
    }

    /// The slot must be in use: slots come from the board's own indices, never from outside.
    subscript(slot: Int32) -> Value {
        _read {
            assert(isUsed[Int(slot)])
            yield values[Int(slot)]
        }
        _modify {
            assert(isUsed[Int(slot)])
            yield &values[Int(slot)]
        }
    }

    mutating func remove(_ slot: Int32) -> Value {
        assert(isUsed[Int(slot)])
        var value = vacant
        swap(&value, &values[Int(slot)])
        isUsed[Int(slot)] = false
        free.append(slot)
        return value
    }

    /// The used slots, lowest first.
    var used: [Int32] { isUsed.indices.lazy.filter { isUsed[$0] }.map(Int32.init) }
}
