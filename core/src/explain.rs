//! What every error can say for itself.

/// Who has to do something about an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Blame {
    /// Whoever wrote the callback: nothing is lost, and nothing is to be done.
    Stranger,
    /// CATAPA, or a person there, said no: sign in again, or ask whoever can change the answer.
    CatapaRefused,
    /// CATAPA's bytes cannot be read, or never came: try again, or tell CATAPA.
    CatapaUnclear,
    /// The application that uses this library: its configuration, its store, its call.
    Caller,
    /// The person who signs in: too slow, or of a company that is not welcome.
    Person,
}

/// An error with a stable code for machines, and somebody to turn to. Its `Display` is a sentence safe to show to a
/// person: it never quotes what came in.
pub trait Explain: core::error::Error {
    /// Dotted lower-case words that stay the same from release to release: for logs, metrics and translations.
    fn code(&self) -> &'static str;

    /// Who has to do something about it.
    fn blame(&self) -> Blame;
}
