import Foundation
import Testing

@testable import Text

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), (#"a"b\c"#, #""a\"b\\c""#),
        ("\n\t\r\u{0}\u{1F}\u{7F}", #""\n\t\u000d\u0000\u001f\u007f""#),
        ("grün €", #""grün €""#),
    ])
    func strings(_ text: String, _ expected: String) { #expect(jsonString(Bytes(text)).text == expected) }

    /// Every single byte and pair of bytes gives valid JSON.
    @Test func anyBytes() throws {
        for first in 0...255 {
            var all = Bytes("[")
            for second in 0...255 {
                all += (second == 0 ? [] : Bytes(",")) + jsonString([UInt8(first), UInt8(second)])
            }
            let parsed = try JSONSerialization.jsonObject(with: Data(all + Bytes("]"))) as? [String]
            #expect(parsed?.count == 256)
            if first < 0x80 { #expect(parsed?[0x41] == String(UnicodeScalar(UInt8(first))) + "A") }
        }
    }

    /// The test values of FNV-1a.
    @Test(arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
    func checksums(_ text: String, _ expected: String) { #expect(Checksum(Bytes(text)).hex.text == expected) }
}
