import GRDBSQLite

/// Holds one row's texts while SQLite looks at them. SQLite would copy them itself, with an allocation for each; that
/// was a quarter of a row's cost.
final class BoundTexts {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    private var used = 0

    deinit { memory.deallocate() }

    /// Forgets the last row's texts and makes room: nothing moves before the next reset.
    func reset(capacity: Int) {
        used = 0
        guard capacity > memory.count else { return }
        memory.deallocate()
        memory = .allocate(byteCount: capacity, alignment: 1)
    }

    func bind(_ text: String?, _ statement: OpaquePointer, _ index: Int32) {
        guard var text else {
            sqlite3_bind_null(statement, index)
            return
        }
        let kept = text.withUTF8 { keep(UnsafeRawBufferPointer($0)) }
        // No destructor: SQLITE_STATIC.
        sqlite3_bind_text(statement, index, kept.assumingMemoryBound(to: CChar.self), Int32(text.utf8.count), nil)
    }

    func bind(_ bytes: [UInt8], _ statement: OpaquePointer, _ index: Int32) {
        let kept = bytes.withUnsafeBytes { keep($0) }
        sqlite3_bind_blob(statement, index, kept, Int32(bytes.count), nil)
    }

    /// - Returns: an address that is never null, which to SQLite would mean NULL.
    private func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
        // Slicing traps if the row is larger than what was announced.
        let place = UnsafeMutableRawBufferPointer(rebasing: memory[used..<used + bytes.count])
        place.copyMemory(from: bytes)
        used += bytes.count
        return UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped + (used - bytes.count))
    }
}
