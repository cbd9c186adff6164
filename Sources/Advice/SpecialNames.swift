internal import Text

/// Names with a meaning of their own, for those that are nearly spelled so (make-language.md 6.3, 6.4).
enum SpecialNames {
    static let targets = [
        ".BEGIN", ".DEFAULT", ".DELETE_ON_ERROR", ".DIST", ".END", ".ERROR", ".IGNORE", ".INCLUDES", ".INTERRUPT",
        ".LIBS",
        ".MAIN", ".MAKEFLAGS", ".NOPATH", ".NOTPARALLEL", ".NULL", ".OBJDIR", ".ORDER", ".PATH", ".PHONY", ".POSIX",
        ".PRECIOUS", ".SHELL", ".SILENT", ".STALE", ".SUFFIXES", ".SYSPATH", ".WAIT",
    ].map { Bytes($0) }

    static let sources = [
        ".EXEC", ".IGNORE", ".INVISIBLE", ".JOIN", ".MADE", ".MAKE", ".META", ".NOMETA", ".NOMETA_CMP", ".NOMAIN",
        ".NOTMAIN", ".NOPATH", ".OPTIONAL", ".PHONY", ".PRECIOUS", ".RECURSIVE", ".SILENT", ".USE", ".USEBEFORE",
        ".WAIT",
    ].map { Bytes($0) }
}
