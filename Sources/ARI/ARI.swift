/// Asterisk's REST interface as values: its models (`ARI.Channel`), its resources' operations (`ARI.Channels.create`),
/// its events (`ARIEvent`). Nothing here does IO.
///
/// Reading is lenient, because Asterisk's minor versions add and drop fields:
/// - a field nobody knows is skipped;
/// - an optional field that is null or of the wrong type is nil;
/// - a model without one of its required fields is no model: where it was optional it is nil, an event that required
///   it becomes `ARIEvent.unknown` with an `ARIDefect`, an answer throws `ARIAnswerError.unreadable`.
///
/// Names are Asterisk's own, in Swift's spelling; times are `ARITimestamp`, durations integers in the unit that each
/// field states.
public enum ARI {}
