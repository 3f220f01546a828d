/// Follows one direction of a WebSocket, and drops its messages on demand while pings and pongs go on.
struct FrameFilter {
    private var isInHead = true
    private var waiting: [UInt8] = []
    /// Bytes of the current frame that are still to come, and whether they pass.
    private var left = 0
    private var passes = true
    private var messagePasses = true

    /// - Parameter drops: whether messages that begin now are dropped.
    /// - Returns: what goes on. Bytes of a header that is not whole yet are kept.
    mutating func filter(_ bytes: ArraySlice<UInt8>, drops: Bool) -> [UInt8] {
        waiting += bytes
        var out: [UInt8] = []
        if isInHead {
            guard let end = endOfHead() else { return [] }
            out += waiting[..<end]
            waiting.removeFirst(end)
            isInHead = false
        }
        while true {
            let count = min(left, waiting.count)
            if passes { out += waiting[..<count] }
            waiting.removeFirst(count)
            left -= count
            guard left == 0, let header = nextHeader(drops: drops) else { return out }
            if passes { out += waiting[..<header] }
            waiting.removeFirst(header)
        }
    }

    private func endOfHead() -> Int? {
        guard waiting.count >= 4 else { return nil }
        return (4...waiting.count).first { waiting[($0 - 4)..<$0].elementsEqual([13, 10, 13, 10]) }
    }

    /// The length of the header at the front; notes what follows it (RFC 6455 5.2).
    private mutating func nextHeader(drops: Bool) -> Int? {
        guard waiting.count >= 2 else { return nil }
        let short = Int(waiting[1] & 0x7F)
        let wide = short == 126 ? 2 : short == 127 ? 8 : 0
        let length = 2 + wide + (waiting[1] & 0x80 == 0 ? 0 : 4)
        guard waiting.count >= length else { return nil }
        left = wide == 0 ? short : waiting[2..<2 + wide].reduce(0) { $0 << 8 | Int($1) }
        let opcode = waiting[0] & 0x0F
        if opcode == 1 || opcode == 2 { messagePasses = !drops }
        passes = opcode >= 8 || messagePasses
        return length
    }
}
