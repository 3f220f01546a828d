import WireJSON

extension APIDocs {
    /// The resources that `/ari/api-docs/resources.json` names: `applications`, `asterisk`, …
    public static func resources(listedIn document: [UInt8]) throws(JSONError) -> [String] {
        let json = try JSONValue(parsing: document)
        return (json["apis"]?.elements ?? []).compactMap { api in
            // "/api-docs/channels.{format}"
            guard let path = api["path"]?.text, let last = path.split(separator: "/").last else { return nil }
            return last.split(separator: ".").first.map { String($0) }
        }
    }

    /// Reads `/ari/api-docs/<resource>.json`. What has no name is left out.
    public init(resource: String, document: [UInt8]) throws(JSONError) {
        let json = try JSONValue(parsing: document)
        self.init()
        for api in json["apis"]?.elements ?? [] {
            guard let path = api["path"]?.text else { continue }
            let found = (api["operations"]?.elements ?? []).compactMap { Operation($0, resource, path) }
            add(APIDocs(operations: found))
        }
        let found = (json["models"]?.members ?? []).map { Model($0.name, $0.value) }
        add(APIDocs(models: found))
    }
}

extension JSONValue {
    fileprivate var isTrue: Bool { self == .bool(true) }
}

extension APIDocs.Operation {
    fileprivate init?(_ json: JSONValue, _ resource: String, _ path: String) {
        guard let nickname = json["nickname"]?.text, let method = json["httpMethod"]?.text else { return nil }
        let parameters = (json["parameters"]?.elements ?? []).compactMap { APIDocs.Parameter($0) }
        self.init(resource, nickname, method, path, parameters, answer: json["responseClass"]?.text ?? "void")
    }
}

extension APIDocs.Parameter {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.text, let type = json["paramType"]?.text,
            let place = APIDocs.Place(rawValue: type)
        else { return nil }
        self.init(
            name, place, json["dataType"]?.text ?? "string", isRequired: json["required"]?.isTrue ?? false,
            isList: json["allowMultiple"]?.isTrue ?? false)
    }
}

extension APIDocs.Model {
    fileprivate init(_ name: String, _ json: JSONValue) {
        let fields = (json["properties"]?.members ?? []).map { field in
            APIDocs.Field(
                field.name, field.value["type"]?.text ?? "object", isRequired: field.value["required"]?.isTrue ?? false)
        }
        self.init(name, fields, subtypes: (json["subTypes"]?.elements ?? []).compactMap { $0.text })
    }
}
