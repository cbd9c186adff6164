import Testing
import Text

@testable import Pkgsrc

@Suite struct RecordTests {
    private let scan = """
        PKGNAME=py312-zebrafmt-4.1nb2
        PKG_LOCATION=textproc/py-zebrafmt
        ALL_DEPENDS=digest>=1:../../pkgtools/digest  python312>=3.12.0:../../lang/python312 digest>=1:../../pkgtools/digest
        PKG_SKIP_REASON=
        PKG_FAIL_REASON="not \\"yet\\""  "x = y"
        FUTURE_FIELD=  kept  \t
        MULTI_VERSION= PYTHON_VERSION_REQD=312
        PKGNAME=hoofbeat-0.3
        PKG_SKIP_REASON="hoofbeat runs only on FarmOS"

        """

    private func index(_ text: String) throws -> IndexText { try IndexText(Bytes(text), file: Bytes("pscan")) }

    @Test func recordsRoundTrip() throws {
        let index = try index(scan)
        #expect(index.count == 2)
        #expect((0..<index.count).map { index[$0].fields.text.text }.joined() == scan)
        #expect(index.location(1) == SourceLocation(file: Bytes("pscan"), line: 8))
    }

    @Test func fieldsAreFoundByName() throws {
        let record = try index(scan)[0]
        #expect(record.name.version == PackageVersion(Bytes("4.1nb2")))
        #expect(record.path?.text.text == "textproc/py-zebrafmt")
        #expect(record.words(IndexField.allDepends).count == 3)
        #expect(record.content(IndexField.skipReason) == nil)
        #expect(record.content(IndexField.failReason)?.text == #""not \"yet\""  "x = y""#)
        #expect(record.fields[Bytes("FUTURE_FIELD")]?.text == "  kept  \t")
        #expect(record.fields[IndexField.multiVersion]?.text == " PYTHON_VERSION_REQD=312")
        #expect(record.assignments?.map(\.text.text) == ["PYTHON_VERSION_REQD=312"])
        #expect(record.fields[Bytes("PKGNAM")] == nil)
    }

    @Test func aLastLineMayLackItsEnd() throws {
        let index = try index("PKGNAME=foo-1.0\nCATEGORIES=devel")
        #expect(index[0].fields[Bytes("CATEGORIES")]?.text == "devel")
    }

    @Test func theLocationComesBehindTheName() throws {
        var record = try index("PKGNAME=foo-1.0\nALL_DEPENDS=\n")[0]
        record.insertLocation(try #require(PackagePath(Bytes("devel/foo"))))
        record.insertLocation(try #require(PackagePath(Bytes("devel/foo2"))))
        #expect(record.fields.text.text == "PKGNAME=foo-1.0\nPKG_LOCATION=devel/foo2\nALL_DEPENDS=\n")
    }

    @Test func aFieldIsSetInItsPlace() throws {
        var record = try index("PKGNAME=foo-1.0\nA= 1\nB==2\n")[0]
        record.fields.set(Bytes("A"), Bytes("x"))
        record.fields.set(Bytes("C"), Bytes("3"))
        #expect(record.fields.text.text == "PKGNAME=foo-1.0\nA=x\nB==2\nC=3\n")
    }

    @Test(arguments: [
        (
            "PKGNAME=foo-1.0\nnonsense\n",
            "pscan:2: the line `nonsense'; expected FIELD=value (take the line out, or join it to the line before if a value was "
                + "broken in two)"
        ),
        (
            "CATEGORIES=x\n",
            "pscan:1: `CATEGORIES=x' belongs to no record; expected PKGNAME= as the first line of a record (is this the output "
                + "of `make pbulk-index' or of a scan?)"
        ),
        ("PKGNAME=foo-1.0\n\nPKGNAME=bar-1.0\n", "pscan:2: an empty line; expected FIELD=value"),
        ("PKGNAME=foo-1.0\n=x\n", "pscan:2: the line `=x'"),
    ])
    func mistakesTellTheirPlace(_ text: String, _ expected: String) {
        let mistake = #expect(throws: FormatMistake.self) { try index(text) }
        #expect(mistake?.description.hasPrefix(expected) == true, "\(mistake?.description ?? "")")
    }

    @Test func objectsOfJSON() throws {
        let record = try index("PKGNAME=foo-1.0\nA=x\"y\nB=1\nA=z\n")[0]
        #expect(record.fields.json.text == #"{"PKGNAME": "foo-1.0", "A": ["x\"y", "z"], "B": "1"}"#)
    }

    @Test func anyBytesAreReadOrRefused() {
        var random = SystemRandomNumberGenerator()
        let bytes = Bytes("PKGNAME=foo-1\nA B=:{}/\0\u{FF}")
        for _ in 0..<2_000 {
            let text = Bytes(
                (0..<Int.random(in: 0...60, using: &random)).map { _ in bytes.randomElement(using: &random)! })
            if let index = try? IndexText(text, file: Bytes("x")) {
                let again = Bytes((0..<index.count).map { index[$0].fields.text }.joined())
                #expect(again == text || again == text + [Ascii.newline])
            }
            for record in (try? summaryRecords(text, file: Bytes("x"))) ?? [] { #expect(!record.fields.isEmpty) }
        }
    }
}
