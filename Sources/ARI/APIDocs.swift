/// What an Asterisk says of its own interface: the operations, parameters, models and events of its `/ari/api-docs`.
///
/// Versions do not tell features (a distribution may leave out a module, a minor version may add an operation); this
/// does. `known` is the same for the Asterisk that this library was generated from.
public struct APIDocs: Hashable, Sendable {
    /// Where a parameter goes.
    public enum Place: String, Hashable, Sendable {
        case path, query, body, header
    }

    /// One parameter of an operation.
    public struct Parameter: Hashable, Sendable {
        public var name: String
        public var place: Place
        /// The api-docs' word for the type.
        public var type: String
        public var isRequired: Bool
        /// A list, joined by commas.
        public var isList: Bool

        public init(
            _ name: String, _ place: Place, _ type: String, isRequired: Bool = false, isList: Bool = false
        ) {
            self.name = name
            self.place = place
            self.type = type
            self.isRequired = isRequired
            self.isList = isList
        }
    }

    /// One operation.
    public struct Operation: Hashable, Sendable {
        public var resource: String
        public var nickname: String
        /// The HTTP method, in capitals.
        public var method: String
        /// With its variables in braces: `/channels/{channelId}`.
        public var path: String
        public var parameters: [Parameter]
        /// The model of the answer, `List[…]` of one, `void` or `binary`.
        public var answer: String

        public init(
            _ resource: String, _ nickname: String, _ method: String, _ path: String, _ parameters: [Parameter],
            answer: String
        ) {
            self.resource = resource
            self.nickname = nickname
            self.method = method
            self.path = path
            self.parameters = parameters
            self.answer = answer
        }

        /// `channels.originate`: what `ARIRequest.operation` carries.
        public var name: String { "\(resource).\(nickname)" }
    }

    /// One field of a model.
    public struct Field: Hashable, Sendable {
        public var name: String
        public var type: String
        public var isRequired: Bool

        public init(_ name: String, _ type: String, isRequired: Bool = false) {
            self.name = name
            self.type = type
            self.isRequired = isRequired
        }
    }

    /// One model; an event is one too.
    public struct Model: Hashable, Sendable {
        public var name: String
        public var fields: [Field]
        /// The models that have all of this one's fields and their own.
        public var subtypes: [String]

        public init(_ name: String, _ fields: [Field], subtypes: [String] = []) {
            self.name = name
            self.fields = fields
            self.subtypes = subtypes
        }
    }

    /// In the order of the api-docs.
    public private(set) var operations: [Operation]
    /// In the order of the api-docs.
    public private(set) var models: [Model]

    public init(operations: [Operation] = [], models: [Model] = []) {
        self.operations = operations
        self.models = models
    }

    /// The types of events: the subtypes of the model `Event`.
    public var events: [String] { model("Event")?.subtypes ?? [] }

    /// The model of that name.
    public func model(_ name: String) -> Model? { models.first { $0.name == name } }

    /// The operation of that name (`channels.originate`).
    public func operation(_ name: String) -> Operation? { operations.first { $0.name == name } }

    /// Adds one resource's document.
    public mutating func add(_ other: APIDocs) {
        operations += other.operations
        models += other.models
    }
}
