/// What was missing when JSON could not become a model.
public struct ARIDefect: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model that could not be made, in Asterisk's spelling.
    public let model: String
    /// The required field that is missing or of the wrong type; empty where the value was no object.
    public let field: String

    public init(model: String, field: String) {
        self.model = model
        self.field = field
    }

    public var description: String {
        field.isEmpty ? "\(model) is not an object" : "\(model).\(field) is missing or of another type"
    }
}

/// The defect found while reading, kept as static text so that a sound event allocates nothing for it.
struct DefectNote {
    private var model: StaticString = ""
    private var field: StaticString = ""
    private var isSet = false

    /// Notes that `model` lacks `field`. The first note stays: it is the innermost, hence the cause of those after it.
    mutating func lacks(_ model: StaticString, _ field: StaticString) {
        guard !isSet else { return }
        self.model = model
        self.field = field
        isSet = true
    }

    var defect: ARIDefect? { isSet ? ARIDefect(model: model.description, field: field.description) : nil }
}
