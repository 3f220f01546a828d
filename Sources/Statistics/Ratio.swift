/// A share with its two parts, so that shares can be added and checked. Nil as a value where there is nothing to divide.
package struct Ratio: Hashable, Sendable {
    package var numerator: Int64
    package var denominator: Int64

    package init(_ numerator: Int64, _ denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    package var value: Double? { denominator > 0 ? Double(numerator) / Double(denominator) : nil }
}
