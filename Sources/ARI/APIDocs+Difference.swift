extension APIDocs {
    /// Something that one side has and the other lacks.
    public enum Difference: Hashable, Sendable {
        case operation(String)
        case parameter(operation: String, name: String)
        case model(String)
        case field(model: String, name: String)
        case event(String)
    }

    /// What is here and not in `other`, in the order of the api-docs. The parts of something that is missing as a whole
    /// are not listed.
    ///
    /// `server.missing(from: .known)` is what this library does not know, `known.missing(from: server)` what that
    /// server cannot do.
    public func missing(from other: APIDocs) -> [Difference] {
        var result: [Difference] = []
        for operation in operations {
            // The nickname is only a label: what counts is what can be sent.
            guard
                let same = other.operations.first(where: { $0.method == operation.method && $0.path == operation.path })
            else {
                result.append(.operation(operation.name))
                continue
            }
            for parameter in operation.parameters
            where !same.parameters.contains(where: { $0.name == parameter.name && $0.place == parameter.place }) {
                result.append(.parameter(operation: operation.name, name: parameter.name))
            }
        }
        let events = Set(self.events)
        for model in models {
            guard let same = other.model(model.name) else {
                result.append(events.contains(model.name) ? .event(model.name) : .model(model.name))
                continue
            }
            for field in model.fields where !same.fields.contains(where: { $0.name == field.name }) {
                result.append(.field(model: model.name, name: field.name))
            }
        }
        let others = Set(other.events)
        for event in self.events where !others.contains(event) && other.model(event) != nil {
            result.append(.event(event))
        }
        return result
    }

    /// Whether a server with these api-docs can serve the request. One made by hand is always tried.
    public func offers<Response>(_ request: ARIRequest<Response>) -> Bool {
        request.operation == "raw" || operation(request.operation) != nil
    }
}

extension APIDocs.Difference: CustomStringConvertible {
    public var description: String {
        switch self {
        case .operation(let name): "operation \(name)"
        case .parameter(let operation, let name): "parameter \(name) of \(operation)"
        case .model(let name): "model \(name)"
        case .field(let model, let name): "field \(name) of \(model)"
        case .event(let name): "event \(name)"
        }
    }
}
