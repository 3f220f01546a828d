import ARI
import ARIClient
import ArgumentParser
import Foundation
import WireJSON

struct ARIRequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Send any request to Asterisk and print its answer.",
        discussion: """
            Example: mayday ari request GET /channels
            Example: mayday ari request POST '/channels/1700000000.1/play?media=sound:hello-world'
            The status goes to standard error; exit status 1 if Asterisk refused, 77 if
            it did not accept the user, the password or what the user may do.
            """)

    @OptionGroup var ari: ARIOptions
    @Argument(help: "GET, POST, PUT or DELETE.") var method: String
    @Argument(help: "The path below /ari, with its query.") var path: String
    @Option(help: "A JSON body.") var body: String?

    func validate() throws {
        guard let body else { return }
        do throws(JSONError) {
            _ = try JSONValue(parsing: body)
        } catch {
            throw ValidationError("--body is not JSON: \(error)")
        }
    }

    func run() async throws {
        let console = Console.process()
        let server = try ari.server(console)
        do throws(ARIError) {
            let client = try ARIRESTClient(server: server, logger: .silent)
            let answer = try await client.request(
                method: method.uppercased(), path: path.hasPrefix("/") ? path : "/" + path,
                body: body.map { Array($0.utf8) })
            let text = String(decoding: answer.body, as: UTF8.self)
            if !text.isEmpty { console.line(text) }
            console.word("\(answer.status)")
            if answer.status >= 400 { throw ARIError.refused(.init(status: answer.status, message: text)) }
        } catch {
            throw CommandFailure(error)
        }
    }
}
