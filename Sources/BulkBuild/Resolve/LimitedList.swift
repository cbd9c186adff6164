internal import Pkgsrc
package import Text

/// Adds to a list of locations those that dependencies without a package name and that it does not have yet; nil if there is
/// nothing to add. The scan of the longer list finds more of what is needed.
package func enlargedList(_ list: Bytes, for resolution: Resolution) -> Bytes? {
    var known = Set(list.split(separator: Ascii.newline).map { Bytes($0) })
    var out = list
    var isLonger = false
    for path in resolution.missing.compactMap({ $0.entry?.path.text }) where known.insert(path).inserted {
        if let last = out.last, last != Ascii.newline { out.append(Ascii.newline) }
        out += path
        out.append(Ascii.newline)
        isLonger = true
    }
    return isLonger ? out : nil
}
