import FoundationEssentials
import MaydayAPI

/// JSON as this API speaks it: members in the order of their names, so that equal values are equal texts.
enum JSONText {
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A figure that is no number (0/0) is a defect elsewhere; it must not take the whole answer with it.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(value) else { return Array("null".utf8) }
        return Array(data)
    }

    /// Reads a body strictly: a member that the type does not have is an error, as is a wrong one.
    static func decode<Body: Decodable>(_ type: Body.Type, from bytes: [UInt8]) throws(APIFailure) -> Body {
        let known = Schema.properties(of: type)
        do {
            let decoder = JSONDecoder()
            let given = try decoder.decode(MemberNames.self, from: Data(bytes)).names
            let unknown = given.filter { !known.contains($0) }.sorted()
            if let twice = JSONMembers.repeated(in: bytes) {
                throw APIFailure.invalid([FieldError(field: APIFailure.short(twice), detail: "given twice")])
            }
            guard unknown.isEmpty else {
                throw APIFailure.invalid(
                    unknown.map {
                        FieldError(
                            field: APIFailure.short($0),
                            detail: "unknown member; known are \(known.joined(separator: ", "))")
                    })
            }
            return try decoder.decode(type, from: Data(bytes))
        } catch let failure as APIFailure {
            throw failure
        } catch let error as DecodingError {
            throw .invalid([fieldError(error)])
        } catch {
            throw .malformed(detail: "the body is not JSON")
        }
    }

    private static func fieldError(_ error: DecodingError) -> FieldError {
        let (path, detail): ([any CodingKey], String) =
            switch error {
            case .typeMismatch(let type, let context): (context.codingPath, "expected \(Self.name(type))")
            case .valueNotFound(let type, let context): (context.codingPath, "expected \(Self.name(type)), not null")
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
            @unknown default: ([], "cannot be read")
            }
        let field = path.map(\.stringValue).joined(separator: ".")
        return FieldError(
            field: field.isEmpty ? "body" : APIFailure.short(field), detail: APIFailure.short(detail, 160))
    }

    private static func name(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "an integer"
        case is any Collection.Type: String(describing: type).hasPrefix("Dictionary") ? "an object" : "a list"
        default: "another type"
        }
    }
}

/// The names of an object's members, whatever they hold.
private struct MemberNames: Decodable {
    var names: [String]

    private struct AnyName: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        names = try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue)
    }
}
