import Testing
import WireJSON

@Suite struct JSONReaderTests {
    private func read<Value>(
        _ text: String, _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        try JSONReader.over(Array(text.utf8), body)
    }

    @Test("A2 keys are compared without allocating, escaped ones too")
    func keys() throws {
        let names = try read(#"{"id":1,"creationtime":2,"\u0069d":3,"":4,"exactly8":5,"exactly80":6}"#) {
            (reader) throws(JSONError) in
            var seen: [Int64] = []
            try reader.beginObject()
            while let key = try reader.nextKey() {
                let value = try reader.readInt64()
                switch key {
                case "id": seen.append(value)
                case "creationtime": seen.append(value * 10)
                case "": seen.append(value * 100)
                case "exactly8": seen.append(value * 1_000)
                default: seen.append(-value)
                }
            }
            return seen
        }
        #expect(names == [1, 20, 3, 400, 5_000, -6])
    }

    @Test("A2 a key's head is its first eight bytes, wherever the key stands")
    func heads() throws {
        for text in [#"{"id":1}"#, #"{"id":"a long value behind it"}"#, #"{"\u0069d":1}"#] {
            try read(text) { (reader) throws(JSONError) in
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    #expect(key.head == 0x6469)
                    #expect(key.count == 2)
                    #expect(key.string == "id")
                    try reader.skipValue()
                }
            }
        }
        try read(#"{"channels":1}"#) { (reader) throws(JSONError) in
            try reader.beginObject()
            while let key = try reader.nextKey() {
                #expect(key.head == 0x736C_656E_6E61_6863)
                try reader.skipValue()
            }
        }
    }

    @Test(
        "A2 integers are read exactly or not at all",
        arguments: [
            ("0", 0), ("-0", 0), ("3.0", 3), ("1e3", 1_000), ("9223372036854775807", .max),
            ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("99999999999999999999999", nil), ("1.5", nil), ("1e400", nil),
        ] as [(String, Int64?)])
    func integers(_ text: String, _ expected: Int64?) throws {
        #expect(try read(text) { (reader) throws(JSONError) in try reader.readInt64OrSkip() } == expected)
        if let expected {
            #expect(try read(text) { (reader) throws(JSONError) in try reader.readInt64() } == expected)
        } else {
            #expect(throws: JSONError.numberOutOfRange(offset: 0)) {
                try read(text) { (reader) throws(JSONError) in try reader.readInt64() }
            }
        }
    }

    @Test(
        "A2 doubles are the nearest there is",
        arguments: [
            ("0", 0), ("1.5", 1.5), ("-2.25e2", -225), ("0.1", 0.1), ("1e308", 1e308),
            ("5e-324", .leastNonzeroMagnitude), ("1e400", nil),
            ("123456789012345678901234567890", 123_456_789_012_345_677_877_719_597_056),
        ] as [(String, Double?)])
    func doubles(_ text: String, _ expected: Double?) throws {
        #expect(try read(text) { (reader) throws(JSONError) in try reader.readDoubleOrSkip() } == expected)
    }

    @Test("A2 a value of another kind is thrown, or stepped over by the lenient reads")
    func wrongKinds() throws {
        let values = ["null", "true", "7", #""text""#, "[1,[2]]", #"{"a":{"b":[]}}"#]
        for value in values {
            let document = "[\(value),\"next\"]"
            let lenient = try read(document) { (reader) throws(JSONError) -> [Bool] in
                var found: [Bool] = []
                for attempt in 0..<6 {
                    var copy = reader
                    try copy.beginArray()
                    _ = try copy.nextElement()
                    switch attempt {
                    case 0: found.append(try copy.readStringOrSkip() != nil)
                    case 1: found.append(try copy.readInt64OrSkip() != nil)
                    case 2: found.append(try copy.readDoubleOrSkip() != nil)
                    case 3: found.append(try copy.readBoolOrSkip() != nil)
                    case 4:
                        found.append(try copy.beginObjectOrSkip())
                        if found[4] { while try copy.nextKey() != nil { try copy.skipValue() } }
                    default:
                        found.append(try copy.beginArrayOrSkip())
                        if found[5] { while try copy.nextElement() { try copy.skipValue() } }
                    }
                    #expect(try copy.nextElement())
                    #expect(try copy.readString() == "next")
                    #expect(try !copy.nextElement())
                }
                try reader.skipValue()
                return found
            }
            #expect(lenient.filter { $0 }.count == (value == "7" ? 2 : value == "null" ? 0 : 1))
        }
        #expect(throws: JSONError.wrongKind(expected: .string, offset: 1)) {
            try read(" 7") { (reader) throws(JSONError) in try reader.readString() }
        }
        #expect(throws: JSONError.wrongKind(expected: .bool, offset: 0)) {
            try read("7") { (reader) throws(JSONError) in try reader.readBool() }
        }
        #expect(throws: JSONError.wrongKind(expected: .object, offset: 0)) {
            try read("7") { (reader) throws(JSONError) in try reader.beginObject() }
        }
    }

    @Test("A2 a key whose value nobody read shows as malformed")
    func unreadValue() {
        #expect(throws: JSONError.malformed(offset: 5)) {
            try read(#"{"a":1}"#) { (reader) throws(JSONError) in
                try reader.beginObject()
                while try reader.nextKey() != nil {}
            }
        }
    }

    static let document = Array(
        #"{"type":"StasisStart","n":-12.5e3,"args":["a","\u00e9\n",[],{}],"channel":{"id":"1.2","ok":true,"no":null}}"#
            .utf8)

    @Test("A2 a document cut at any byte is an error, never a crash")
    func truncation() throws {
        #expect(throws: Never.self) { try JSONValue(parsing: Self.document) }
        for length in 0..<Self.document.count {
            let cut = Array(Self.document[..<length])
            #expect(throws: JSONError.truncated(offset: length)) { try JSONValue(parsing: cut) }
            #expect(throws: JSONError.truncated(offset: length)) {
                try JSONReader.over(cut) { (reader) throws(JSONError) in try reader.skipValue() }
            }
        }
    }

    @Test("A2 a document with any byte changed is read or refused, the same by reading as by skipping")
    func mutation() {
        for index in Self.document.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = Self.document
                bytes[index] = byte
                let read = Result { try JSONValue(parsing: bytes) }
                let skipped = Result {
                    try JSONReader.over(bytes) { (reader) throws(JSONError) in try reader.skipValue() }
                }
                #expect((try? read.get()) == nil ? (try? skipped.get()) == nil : (try? skipped.get()) != nil)
            }
        }
    }

    @Test("A2 a message of 16 MB is read")
    func large() throws {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 20)
        let bytes = Array(#"{"big":""#.utf8) + filler + Array(#"","n":1}"#.utf8)
        let value = try JSONValue(parsing: bytes)
        #expect(value["big"]?.text?.utf8.count == 16 << 20)
        #expect(value["n"] == .integer(1))
        let numbers =
            Array("[".utf8) + Array(repeatElement(Array("1,".utf8), count: 1 << 20).joined()) + Array("1]".utf8)
        #expect(try JSONValue(parsing: numbers).elements?.count == 1 << 20 + 1)
    }

    @Test("A2 a buffer with no address is an empty document")
    func empty() {
        #expect(throws: JSONError.truncated(offset: 0)) {
            try JSONValue(parsing: UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }
}
