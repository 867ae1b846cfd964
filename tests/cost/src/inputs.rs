//! Bytes that a stranger may send to keep a machine busy.

mod callback;
mod claims;
mod error;
mod http1;
mod tokens;
mod user;

use crate::reading::Reading;

/// Bytes from a stranger or from CATAPA.
pub struct Input {
    /// The verb that reads them.
    pub reading: Reading,
    /// The name: what they are made of.
    pub name: &'static str,
    /// The outcome: the [code](catapa_signin::Explain::code) of an error, or `ok`. It shows how far they are read.
    pub outcome: &'static str,
    /// The bytes.
    pub text: String,
}

impl Input {
    /// Every input, each as long as whole pieces allow within a part of [the most](Reading::most) that its verb takes.
    #[must_use]
    pub fn all(part: usize) -> Vec<Self> {
        let json = Reading::Tokens.most() / part;
        [
            callback::inputs(Reading::Callback.most() / part),
            tokens::inputs(json),
            claims::inputs(json),
            error::inputs(json),
            user::inputs(json),
            http1::inputs(json),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// As many pieces as fit between head and tail.
fn repeated(head: &str, piece: &str, tail: &str, size: usize) -> String {
    let pieces = piece.repeat((size - head.len() - tail.len()) / piece.len());
    [head, &pieces, tail].concat()
}

/// `[[[0]]]`, nested to the given depth.
fn tower(depth: usize) -> String {
    format!("{}0{}", "[".repeat(depth), "]".repeat(depth))
}
