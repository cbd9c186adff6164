internal import Text

extension ModifierChain {
    mutating func substituteRegex(
        _ pattern: Template, _ replacement: Template, _ flags: Modifier.SubstitutionFlags
    ) {
    }
}
