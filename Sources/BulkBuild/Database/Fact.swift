package import Text

/// Something that a result rests on: a question that was asked of the system, and the answer that it got. An answer that there is no
/// such file is one, too.
package struct Fact: Hashable, Sendable {
    package let question: Question
    /// In the form that the question's kind names.
    package let answer: Bytes

    package init(_ question: Question, _ answer: Bytes) { (self.question, self.answer) = (question, answer) }
}

/// A question about a path, which is absolute and without links, or a command in the form of `CommandText`.
package struct Question: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// What is in a file? Its digest; nothing if it cannot be read.
        case content = 1
        /// What is there? `f`, `d`, or nothing.
        case kind = 2
        /// Which names are in a directory? Their digest; nothing if it cannot be read.
        case names = 3
        /// Where does a path lead to that has links? To that path; nothing if nowhere.
        case link = 4
        /// What does a command print, and how does it end? The digest of both.
        case command = 5
    }

    package let kind: Kind
    package let subject: Bytes

    package init(_ kind: Kind, _ subject: Bytes) { (self.kind, self.subject) = (kind, subject) }
}

/// What stat(2) told of a file when its digest was taken: if it tells the same again, the file need not be read.
package struct Stamp: Hashable, Sendable {
    package let modified: Int64
    package let size: Int64
    package let inode: UInt64

    package init(modified: Int64, size: Int64, inode: UInt64) {
        (self.modified, self.size, self.inode) = (modified, size, inode)
    }
}
