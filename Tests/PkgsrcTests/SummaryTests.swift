import Testing
import Text

@testable import Pkgsrc

@Suite struct SummaryTests {
    private let binaries = """
        PKGNAME=libstripe-2.4
        DEPENDS=zlib>=1.2.3
        DEPENDS=foo-[0-9]*
        COMMENT=Stripe generator
        SIZE_PKG=48211
        BUILD_DATE=2026-03-01 10:11:12 +0000
        CATEGORIES=devel
        MACHINE_ARCH=vax
        OPSYS=NetBSD
        OS_VERSION=10.1
        PKGPATH=devel/libstripe
        PKGTOOLS_VERSION=20240821
        DESCRIPTION=Makes stripes.
        DESCRIPTION=

        PKGNAME=mini-1.0
        COMMENT=x
        SIZE_PKG=1
        BUILD_DATE=x
        CATEGORIES=devel
        MACHINE_ARCH=vax
        OPSYS=NetBSD
        OS_VERSION=10.1
        PKGPATH=devel/mini
        PKGTOOLS_VERSION=20240821
        DESCRIPTION=
        FILE_NAME=mini.tbz


        """

    @Test func binaryPackages() throws {
        let packages = try PackageSummary.records(Bytes(binaries), file: Bytes("pkg_summary"))
        #expect(packages.map(\.name.text.text) == ["libstripe-2.4", "mini-1.0"])
        #expect(packages[0].dependencies.map(\.text) == ["zlib>=1.2.3", "foo-[0-9]*"])
        #expect(packages[0].description.map(\.text) == ["Makes stripes.", ""])
        #expect(packages.map(\.fileName.text) == ["libstripe-2.4.tgz", "mini.tbz"])
        #expect(summaryText(packages.map(\.fields)).text == binaries)
    }

    @Test func whatEveryPackageHasIsAskedFor() {
        let mistake = #expect(throws: FormatMistake.self) {
            try PackageSummary.records(Bytes("\n\nPKGNAME=foo-1\nCOMMENT=x\n"), file: Bytes("s"))
        }
        #expect(
            mistake?.description
                == "s:3: the record of foo-1 has no BUILD_DATE; expected a record of pkg_summary(5) (write it anew with `pkg_info -X')"
        )
    }

    @Test func sourcePackages() throws {
        let text = """
            PKGNAME=php83-gallop-1.0
            PKGPATH=www/php-gallop
            ASSIGNMENTS=PHP_VERSION_REQD=83
            DEPENDS=php>=8.3<8.4:../../lang/php83 nonsense
            BUILD_DEPENDS=re2c-[0-9]*:../../devel/re2c

            """
        let packages = try SourceSummary.records(Bytes(text), file: Bytes("s"))
        #expect(packages[0].path?.text?.text == "www/php-gallop:PHP_VERSION_REQD=83")
        #expect(packages[0].dependencies(Bytes("DEPENDS")).map(\.path.text.text) == ["lang/php83"])
        #expect(throws: FormatMistake.self) {
            try SourceSummary.records(Bytes("PKGNAME=a-1\nPKGPATH=x/y\nASSIGNMENTS=$(x)=1\n"), file: Bytes("s"))
        }
        #expect(throws: FormatMistake.self) {
            try SourceSummary.records(Bytes("PKGNAME=a-1\nPKGPATH=../x\n"), file: Bytes("s"))
        }
    }

    @Test func aRecordOfAScanAsASummary() throws {
        let record = try IndexText(
            Bytes(
                "PKGNAME=php83-g-1.0\nPKG_LOCATION=www/php-g\nALL_DEPENDS=a>=1:../../x/a  b>=1:../../x/b\n"
                    + "MAINTAINER=zoo@example.org\nCATEGORIES=\nMULTI_VERSION= PHP_VERSION_REQD=83 X=1\n"),
            file: Bytes("s"))[0]
        #expect(
            record.sourceSummary?.fields.text.text
                == "PKGNAME=php83-g-1.0\nPKGPATH=www/php-g\nASSIGNMENTS=PHP_VERSION_REQD=83,X=1\n"
                + "DEPENDS=a>=1:../../x/a b>=1:../../x/b\nMAINTAINER=zoo@example.org\n")
    }
}
