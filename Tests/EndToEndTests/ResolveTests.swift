import Testing

/// `distbulk resolve` and `distbulk graph`, by the program itself.
@Suite struct ResolveTests {
    private let app = "PKGNAME=app-1.0\nPKG_LOCATION=x/app\nALL_DEPENDS=lib>=1:../../x/lib\n"
    private let lib = "PKGNAME=lib-1.0\nPKG_LOCATION=x/lib\nALL_DEPENDS=\n"

    @Test func aPipeIsReadAndWritten() throws {
        let ran = try Space().bulk("resolve", "-", input: app + lib)
        #expect(ran.stdout == app + "DEPENDS=lib-1.0\n" + lib)
        #expect(ran.stderr == "distbulk: 2 packages with 1 dependencies: 2 can be built\n")
        #expect(ran.isSuccess)
    }

    @Test func whatIsMissingKeepsTheFileFromBeingWritten() throws {
        let space = try Space()
        try space.write("pscan", app)
        try space.write("limited", "x/app\n")
        let ran = try space.bulk("resolve", "-i", "limited", "-o", "presolve", "pscan")
        #expect(ran.status == .exited(1))
        #expect(
            ran.stderr == """
                distbulk: nothing satisfies lib>=1:../../x/lib, which app-1.0 (x/app) needs
                distbulk:     nothing was scanned in x/lib
                distbulk: 1 dependencies are missing: nothing is written (-p writes the rest)

                """)
        #expect(space.text("limited") == "x/app\nx/lib\n")
        #expect(space.files() == ["limited", "pscan"])
        try space.write("more", lib)
        #expect(try space.bulk("resolve", "-qi", "limited", "-o", "presolve", "pscan", "more").stderr == "")
        #expect(space.text("presolve") == app + "DEPENDS=lib-1.0\n" + lib)
        #expect(try space.permissions("presolve") == 0o644)
        #expect(try space.bulk("resolve", "-qp", "pscan").stdout == app)
    }

    @Test func mistakesAreToldWithTheirPlace() throws {
        let space = try Space()
        try space.write("pscan", app + "nonsense\n")
        let ran = try space.bulk("resolve", "pscan")
        #expect(ran.status == .exited(2))
        #expect(ran.stderr.hasPrefix("distbulk: pscan:4: the line `nonsense'; expected FIELD=value ("))
        #expect(try space.bulk("resolve", "none").stderr == "distbulk: none: No such file or directory\n")
        #expect(try space.bulk("resolve", ".").status == .exited(2))
        #expect(try space.bulk("resolve", "pscan", "pscan").stderr.contains("Further files are allowed with -i only."))
    }

    @Test func aGraphAndAReason() throws {
        let space = try Space()
        try space.write("pscan", app + lib + "PKG_SKIP_REASON=\"no\"\n")
        #expect(try space.bulk("graph", "--format", "edges", "pscan").stdout == "lib-1.0 app-1.0\n")
        #expect(
            try space.bulk("graph", "--why", "app-1.0", "pscan").stdout
                == "app-1.0 cannot be built\n    app-1.0 -> lib-1.0\n    lib-1.0 is to be skipped (PKG_SKIP_REASON)\n")
        #expect(try space.bulk("graph", "--why", "app", "pscan").status == .exited(2))
    }
}
