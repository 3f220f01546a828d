import MaydayAPI

/// Every operation of the API.
struct RouteTable: Sendable {
    var operations: [Operation]

    enum Match {
        case operation(Operation, [String: String])
        /// The path exists; these methods do.
        case otherMethods([String])
        case nothing
    }

    /// `HEAD` is served where `GET` is.
    func match(_ method: String, _ segments: [String]) -> Match {
        var allowed: [String] = []
        for operation in operations {
            guard let parameters = operation.path.match(segments) else { continue }
            if operation.method.rawValue == method || (operation.method == .get && method == "HEAD") {
                return .operation(operation, parameters)
            }
            allowed.append(operation.method.rawValue)
            if operation.method == .get { allowed.append("HEAD") }
        }
        return allowed.isEmpty ? .nothing : .otherMethods(allowed + ["OPTIONS"])
    }

    func allowed(_ segments: [String]) -> [String] {
        // No route has this method, so the answer lists all there are.
        guard case .otherMethods(let methods) = match("OPTIONS", segments) else { return [] }
        return methods
    }
}
