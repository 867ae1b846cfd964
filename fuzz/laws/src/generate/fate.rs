//! What the library makes of what is generated.

#[cfg(test)]
mod tests;

/// What a callback or an answer makes of a sign-in: what an application that uses the library must show too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// A callback gives a code, an answer gives tokens: the sign-in goes on.
    Granted,
    /// It is refused or ambiguous, and the step is handed back: the sign-in is where it was.
    HandedBack,
    /// The sign-in is over: the person signs in again.
    Over,
}
