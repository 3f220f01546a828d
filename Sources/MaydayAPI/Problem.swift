/// An error as every route answers it: RFC 9457, `application/problem+json`.
package struct Problem: Codable, Sendable, Hashable {
    /// A stable URI reference: `/problems/` and the code.
    package var type: String
    /// The same for every problem of this type.
    package var title: String
    /// The HTTP status.
    package var status: Int
    /// What happened this time, for people.
    package var detail: String?
    /// Stable, for programs.
    package var code: String
    /// The request's id, the same as in the log.
    package var instance: String?
    /// What is wrong with the input, field by field.
    package var errors: [FieldError]?

    package init(
        type: String, title: String, status: Int, detail: String? = nil, code: String, instance: String? = nil,
        errors: [FieldError]? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.instance = instance
        self.errors = errors
    }

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, instance, errors
    }
}

/// One thing wrong with an input.
package struct FieldError: Codable, Sendable, Hashable {
    /// The JSON member, parameter or header.
    package var field: String
    /// What is wrong, and what would be right.
    package var detail: String

    package init(field: String, detail: String) {
        self.field = field
        self.detail = detail
    }

    private enum CodingKeys: String, CodingKey {
        case field, detail
    }
}
