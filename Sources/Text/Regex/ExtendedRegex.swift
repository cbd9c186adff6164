/// A compiled extended regular expression over bytes (make-language.md section 4.2, `:C`).
package struct ExtendedRegex: Sendable {
    let program: RegexProgram

    package init(_ pattern: Bytes) throws(RegexError) {
        var compiler = RegexCompiler(pattern)
        program = try compiler.compile()
    }

    /// The number of `( )` groups.
    package var groupCount: Int { program.groupCount }
}
