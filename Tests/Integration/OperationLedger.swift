import ARI
import ARIClient
import Testing

/// Sends requests and keeps the names of their operations; a refusal that the test does not expect is an issue.
final class OperationLedger {
    private let client: ARIRESTClient
    private(set) var called: Set<String> = []

    init(_ client: ARIRESTClient) {
        self.client = client
    }

    /// - Parameter refusals: statuses that are as good as success: the server understood, and cannot.
    /// - Returns: nil where it was refused.
    @discardableResult
    func call<Response>(
        _ request: ARIRequest<Response>, or refusals: Set<Int> = [], location: SourceLocation = #_sourceLocation
    ) async throws(ARIError) -> Response? {
        called.insert(request.operation)
        do throws(ARIError) {
            return try await client.send(request)
        } catch {
            guard case .refused(let refusal) = error, refusals.contains(refusal.status) else {
                Issue.record("\(request.operation): \(error)", sourceLocation: location)
                return nil
            }
            // A path that Asterisk does not know is refused like a channel that it does not know; only the words differ.
            let isUnknownPath = refusal.message == "Resource not found" || refusal.message == "Invalid method"
            if isUnknownPath, !request.operation.hasPrefix("mailboxes.") {
                Issue.record("\(request.operation): \(refusal)", sourceLocation: location)
            }
            return nil
        }
    }
}
