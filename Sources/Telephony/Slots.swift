/// Values in numbered slots that are used again. A slot's number is half the size of a reference, needs no counting, and
/// stays valid until its value is removed. Iterates in slot order, which is the same in every run.
struct Slots<Value: Sendable>: Sendable {
    private var values: ContiguousArray<Value?> = []
    private var free: ContiguousArray<Int32> = []

    var count: Int { values.count - free.count }

    mutating func insert(_ value: Value) -> Int32 {
        if let slot = free.popLast() {
            values[Int(slot)] = value
            return slot
        }
        values.append(value)
        return Int32(values.count - 1)
    }

    /// The slot must be in use: slots come from the board's own indices, never from outside.
    subscript(slot: Int32) -> Value {
        _read { yield values[Int(slot)]! }
        _modify {
            yield &values[Int(slot)]!
        }
    }

    mutating func remove(_ slot: Int32) -> Value {
        guard let value = values[Int(slot)].take() else { preconditionFailure("slot \(slot) is empty") }
        free.append(slot)
        return value
    }

    /// The used slots, lowest first.
    var used: [Int32] { values.indices.lazy.filter { values[$0] != nil }.map(Int32.init) }
}
