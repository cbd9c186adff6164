internal import Platform
package import Text

/// A tree of packages in the manner of pkgsrc, made from a seed: the makefiles of `Tests/PkgsrcTree`, and packages that use them in
/// all ways that a scan meets. The same seed and size make the same tree, byte by byte.
///
/// Every package depends on earlier ones only, unless it is one of the odd ones.
package struct PkgsrcTree {
    /// The text of each generated file by its name in the tree.
    package private(set) var files: [String: String] = [:]
    /// The locations that are listed, in the order of a walk, those that cannot be scanned included.
    package private(set) var locations: [String] = []
    /// Listed locations of which there is no record: their make fails, or prints nothing.
    package private(set) var broken: [String] = []

    private var random: SplitMix
    private var subdirectories: [String: [String]] = [:]
    private var libraries: [Library] = []

    private struct Library {
        let name: String
        let path: String
    }

    private static let categories = ["audio", "databases", "devel", "graphics", "lang", "net", "textproc", "www"]

    /// - Parameter count: how many ordinary packages; there are a dozen more that the others need, and the odd ones.
    package init(seed: UInt64 = 1, count: Int = 400) {
        random = SplitMix(state: seed)
        addFoundations()
        for number in 0..<count { addPackage(number) }
        addOddities()
        addLists()
    }

    /// Writes the tree, with the makefiles that do not depend on the seed. The times of all files are the same.
    package func write(to directory: Bytes) throws {
        let common = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let place = directory.text
        try check("mkdir -p '\(place)' && cp -R '/\(common)/PkgsrcTree/.' '\(place)'")
        let folders = Set(files.keys.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
        try check("cd '\(place)' && mkdir -p . \(folders.sorted().joined(separator: " "))")
        for (name, text) in files { try write(directory + Bytes("/\(name)"), text) }
        try check("find '\(place)' -exec touch -h -t 202601010000 {} +")
    }

    private func write(_ path: Bytes, _ text: String) throws { try Platform.writeFile(path, Bytes(text)) }

    private func check(_ command: String) throws {
        let (output, status) = try shell(command)
        guard status == .exited(0) else { throw TreeTrouble(command: command, output: output.text) }
    }

    // MARK: What others need

    private mutating func addFoundations() {
        add("pkgtools/digest", "DISTNAME=\tdigest-20260101\nCATEGORIES=\tpkgtools\nBOOTSTRAP_PKG=\tyes\n")
        add("devel/gmake", "DISTNAME=\tgmake-4.4.1\nCATEGORIES=\tdevel\n")
        add("devel/pkgconf", "DISTNAME=\tpkgconf-2.3.0\nCATEGORIES=\tdevel\nLICENSE=\tisc\n")
        add(
            "lang/gcc",
            "DISTNAME=\tgcc-12.4.0\nPKGREVISION=\t3\nCATEGORIES=\tlang\nLICENSE=\tgnu-gpl-v2\nUSE_LANGUAGES=\tc c++\n")
        for version in ["311", "312", "313"] {
            add(
                "lang/python\(version)",
                "DISTNAME=\tpython\(version)-3.\(version.dropFirst()).4\nCATEGORIES=\tlang python\n"
                    + "USE_TOOLS+=\tgmake pkgconf:run\n"
            )
        }
        for version in ["82", "83"] {
            add(
                "lang/php\(version)",
                "DISTNAME=\tphp-\(version.first!).\(version.last!).9\nCATEGORIES=\tlang\nPKGREVISION=\t0\n")
        }
        // Two of the same name, of which the resolver has to choose.
        add("databases/tally", "DISTNAME=\ttally-1.9\nCATEGORIES=\tdatabases\n")
        add("databases/tally2", "DISTNAME=\ttally-2.10\nCATEGORIES=\tdatabases\n")
    }

    // MARK: Ordinary packages

    private mutating func addPackage(_ number: Int) {
        switch random.below(20) {
        case 0..<7: addLibrary(number)
        case 7..<9: addOptions(number)
        case 9..<13: addPython(number)
        case 13: addPHP(number)
        case 14: addProbing(number)
        default: addProgram(number)
        }
    }

    private mutating func addLibrary(_ number: Int) {
        let name = "lib\(word())\(number)"
        let path = "\(category())/\(name)"
        let needs = pick(random.below(4))
        add(path, head(name) + needs.map(include).joined())
        let upper = name.uppercased()
        files["\(path)/buildlink3.mk"] = """
            BUILDLINK_TREE+=	\(name)

            .if !defined(\(upper)_BUILDLINK3_MK)
            \(upper)_BUILDLINK3_MK:=

            BUILDLINK_API_DEPENDS.\(name)+=	\(name)>=1.\(random.below(3))
            BUILDLINK_PKGSRCDIR.\(name)?=	../../\(path)
            \(random.below(4) == 0 ? "BUILDLINK_DEPMETHOD.\(name)?=\tbuild\n" : "")\(needs.map(include).joined()).endif

            BUILDLINK_TREE+=	-\(name)

            """
        libraries.append(Library(name: name, path: path))
    }

    private mutating func addProgram(_ number: Int) {
        let name = word() + String(number)
        var text = head(name)
        if random.below(3) == 0 { text += "USE_TOOLS+=\tgmake \(random.below(2) == 0 ? "pkgconf" : "awk sed")\n" }
        switch random.below(12) {
        case 0: text += "ONLY_FOR_PLATFORM=\tFarmOS-*-* \(random.below(2) == 0 ? "Linux-*-x86_64" : "")\n"
        case 1: text += "NOT_FOR_PLATFORM=\tLinux-*-*\n"
        case 2:
            text +=
                "RESTRICTED=\tNo commercial use, \"really\"; ask\\\\write first.\n"
                + "NO_BIN_ON_CDROM=\t${RESTRICTED}\n"
        case 3: text += "BROKEN=\tIt does not build with gcc's \"-fstrict\"\n"
        case 4: text += "PKG_DESTDIR_SUPPORT=\tdestdir\nUSERGROUP_PHASE=\tconfigure\n"
        default: break
        }
        for library in pick(random.below(3)) {
            switch random.below(4) {
            case 0: text += "DEPENDS+=\t\(library.name)-[0-9]*:../../\(library.path)\n"
            case 1: text += "DEPENDS+=\t{\(library.name),\(library.name)-gtk}>=1<99:../../\(library.path)\n"
            case 2: text += "BUILD_DEPENDS+=\t\(library.name)>=0.9:../../\(library.path)\n"
            default: text += include(library)
            }
        }
        if random.below(10) == 0 { text += "DEPENDS+=\ttally>=\(1 + random.below(2)):../../databases/tally\n" }
        add("\(category())/\(name)", text)
    }

    private mutating func addOptions(_ number: Int) {
        let name = "\(word())\(number)"
        let path = "\(category())/\(name)"
        let needs = pick(2)
        add(path, head(name) + ".include \"options.mk\"\n\n.if !empty(PKG_OPTIONS:Mdoc)\nPKGREVISION=\t9\n.endif\n")
        var text = """
            PKG_OPTIONS_VAR=	PKG_OPTIONS.\(name)
            PKG_SUPPORTED_OPTIONS=	doc inet6 x11
            PKG_SUGGESTED_OPTIONS=	\(random.below(2) == 0 ? "x11" : "doc")

            .include "../../mk/bsd.prefs.mk"
            .if ${_OPSYS_HAS_INET6} == "yes"
            PKG_SUGGESTED_OPTIONS+=	inet6
            .endif
            .include "../../mk/bsd.options.mk"

            """
        if let library = needs.first { text += ".if !empty(PKG_OPTIONS:Mx11)\n\(include(library)).endif\n" }
        if let library = needs.last { text += ".if !empty(PKG_OPTIONS:Minet6)\n\(include(library)).endif\n" }
        files["\(path)/options.mk"] = text
    }

    private mutating func addPython(_ number: Int) {
        let name = "\(word())\(number)"
        var text = "DISTNAME=\t\(name)-\(version())\nPKGNAME=\t${PYPKGPREFIX}-${DISTNAME}\nCATEGORIES=\tdevel python\n"
        switch random.below(5) {
        case 0: text += "PYTHON_VERSIONS_INCOMPATIBLE=\t311\n"
        case 1: text += "PYTHON_VERSIONS_INCOMPATIBLE=\t313 312\n"
        case 2: text += "PYTHON_VERSIONS_INCOMPATIBLE=\t311 313 # the default alone is no choice\n"
        default: break
        }
        text += ".include \"../../lang/python/pyversion.mk\"\n"
        if random.below(3) == 0 {
            text += ".if ${_PYTHON_VERSION} == 311\nDEPENDS+=\ttally-[0-9]*:../../databases/tally\n.endif\n"
        }
        if random.below(6) == 0 { text += ".include \"../../lang/php/phpversion.mk\"\n" }
        add("\(category())/py-\(name)", text + pick(random.below(3)).map(include).joined())
    }

    private mutating func addPHP(_ number: Int) {
        let name = "\(word())\(number)"
        let text =
            "MODNAME=\t\(name)\nPKGNAME=\t${PHP_PKG_PREFIX}-${MODNAME}-\(version())\nCATEGORIES=\twww\n"
            + (random.below(3) == 0 ? "PHP_VERSIONS_ACCEPTED=\t83 82\n" : "")
            + ".include \"../../lang/php/phpversion.mk\"\n"
        add("\(category())/php-\(name)", text)
    }

    /// A package that asks commands, which read files that no makefile names, or run another make.
    private mutating func addProbing(_ number: Int) {
        let name = "\(word())\(number)"
        let path = "\(category())/\(name)"
        var text = head(name)
        switch random.below(4) {
        case 0:
            text =
                "_VERSION!=\tawk '/^version/ { print $$2 }' ${.CURDIR}/release\n"
                + "DISTNAME=\t\(name)-${_VERSION}\nCATEGORIES=\tnet\n"
            files["\(path)/release"] = "name \(name)\nversion \(version())\n"
        case 1:
            text +=
                "_PHP!=\tcd ../../lang/php83 && ${MAKE} show-var VARNAME=PKGVERSION\n"
                + "DEPENDS+=\tphp>=${_PHP}:../../lang/php83\n"
        case 2:
            text +=
                "_PATCHES!=\tls ${.CURDIR}/patches 2>/dev/null | wc -l\n.if ${_PATCHES} > 1\n"
                + "PKGREVISION=\t${_PATCHES:M*}\n.endif\n"
            for patch in ["aa", "ab"].prefix(1 + random.below(2)) { files["\(path)/patches/patch-\(patch)"] = "\n" }
        default:
            text +=
                ".if exists(${.CURDIR}/../../wip/\(name)/Makefile.common)\n"
                + ".  include \"../../wip/\(name)/Makefile.common\"\n.endif\n"
            text +=
                "FILES!=\tcd ${.CURDIR} && echo *.mk\n.if empty(FILES:Mextra.mk)\n"
                + "MAINTAINER=\tnobody@example.org\n.endif\n"
        }
        add(path, text)
    }

    // MARK: Odd ones

    private mutating func addOddities() {
        let end = "\n.include \"../../mk/bsd.pkg.mk\"\n"
        // The environment is overruled, so that each variant has the same name.
        add(
            "odd/forced",
            "DISTNAME=\tforced-1.0\nCATEGORIES=\todd\nPYTHON_VERSION_REQD=\t312\n"
                + ".include \"../../lang/python/pyversion.mk\"\n"
        )
        add("odd/ring-a", "DISTNAME=\tring-a-1.0\nCATEGORIES=\todd\nDEPENDS+=\tring-b-[0-9]*:../../odd/ring-b\n")
        add("odd/ring-b", "DISTNAME=\tring-b-1.0\nCATEGORIES=\todd\nDEPENDS+=\tring-a>=1:../../odd/ring-a\n")
        add("odd/wants", "DISTNAME=\twants-1.0\nCATEGORIES=\todd\nDEPENDS+=\tnobody>=1:../../odd/nobody\n")
        add("odd/nocategory", "DISTNAME=\tnocategory-1.0\n")
        add(
            "odd/option",
            "DISTNAME=\toption-1.0\nCATEGORIES=\todd\nPKG_OPTIONS.option=\tsound\n.include \"options.mk\"\n")
        files["odd/option/options.mk"] =
            "PKG_OPTIONS_VAR=\tPKG_OPTIONS.option\nPKG_SUPPORTED_OPTIONS=\tdoc\nPKG_SUGGESTED_OPTIONS=\t\n"
            + ".include \"../../mk/bsd.options.mk\"\n"
        add("odd/licence", "DISTNAME=\tlicence-1.0\nCATEGORIES=\todd\nLICENSE=\t(mit OR nobody-may) AND isc\n")
        add(
            "odd/quotes",
            "DISTNAME=\tquotes-1.0\nCATEGORIES=\todd\nMAINTAINER=\t\"O'Neil\" <o@example.org> $$HOME `id` \\\\n\n")

        addBroken("odd/error", "DISTNAME=\terror-1.0\n.error \"not like this\"\n" + end)
        addBroken("odd/include", "DISTNAME=\tinclude-1.0\n.include \"../../odd/none/buildlink3.mk\"\n" + end)
        addBroken("odd/unclosed", "DISTNAME=\tunclosed-1.0\n.if defined(DISTNAME)\n" + end)
        addBroken("odd/silent", "pbulk-index:\n")
        addBroken(
            "odd/fails",
            "DISTNAME=\tfails-1.0\nCATEGORIES=\todd\npbulk-index-item: refuse\nrefuse:\n"
                + "\t@exit 3\n" + end)
        addBroken("odd/nomakefile", nil)
        addBroken("odd/nodirectory", nil)
        files["odd/nomakefile/DESCR"] = "There is no makefile here.\n"
        // There, but in no list.
        files["odd/unlisted/Makefile"] = "DISTNAME=\tunlisted-1.0\nCATEGORIES=\todd\n" + end
    }

    private mutating func addBroken(_ path: String, _ text: String?) {
        list(path)
        broken.append(path)
        files["\(path)/Makefile"] = text
    }

    // MARK: Lists

    private mutating func addLists() {
        // A category that is listed and missing, and one that is there and not listed.
        let order = subdirectories.keys.sorted()
        files["Makefile"] =
            order.map { "SUBDIR+=\t\($0)\n" }.joined() + "SUBDIR+=\tgone\n\n.include \"mk/bsd.pkg.subdir.mk\"\n"
        files["wip/Makefile"] = "SUBDIR+=\tnothing\n\n.include \"../mk/misc/category.mk\"\n"
        for category in order {
            let names = (subdirectories[category] ?? []).sorted()
            files["\(category)/Makefile"] =
                "COMMENT=\tPackages for \(category)\n\n" + names.map { "SUBDIR+=\t\($0)\n" }.joined()
                + "\n.include \"../mk/misc/category.mk\"\n"
            locations += names.map { "\(category)/\($0)" }
        }
    }

    private mutating func add(_ path: String, _ text: String) {
        list(path)
        files["\(path)/Makefile"] = text + "\n.include \"../../mk/bsd.pkg.mk\"\n"
    }

    private mutating func list(_ path: String) {
        let parts = path.split(separator: "/").map(String.init)
        subdirectories[parts[0], default: []].append(parts[1])
    }

    // MARK: Words

    private mutating func head(_ name: String) -> String {
        var text = "DISTNAME=\t\(name)-\(version())\n"
        if random.below(5) == 0 { text += "PKGREVISION=\t\(random.below(12))\n" }
        text += "CATEGORIES=\t\(category())\(random.below(4) == 0 ? " x11" : "")\n"
        if random.below(3) == 0 {
            text += "LICENSE=\t\(["mit", "isc", "gnu-gpl-v2", "own-license"][random.below(4)])\n"
        }
        if random.below(4) == 0 { text += "USE_LANGUAGES=\tc c++\n" }
        return text
    }

    private func include(_ library: Library) -> String { ".include \"../../\(library.path)/buildlink3.mk\"\n" }

    private mutating func pick(_ count: Int) -> [Library] {
        guard !libraries.isEmpty else { return [] }
        return (0..<count).map { _ in libraries[random.below(libraries.count)] }
    }

    private mutating func category() -> String { Self.categories[random.below(Self.categories.count)] }

    private mutating func version() -> String {
        let tails = ["", ".0", ".\(random.below(20))", "rc1", "b", "nb"]
        return "\(1 + random.below(3)).\(random.below(12))\(tails[random.below(5)])"
    }

    private mutating func word() -> String {
        let words = [
            "zebra", "stripe", "hoof", "gallop", "mane", "tail", "grass", "river", "dust", "sun", "herd", "foal",
        ]
        return words[random.below(words.count)]
    }
}

private struct TreeTrouble: Error {
    let command: String
    let output: String
}

/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014.
private struct SplitMix {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
