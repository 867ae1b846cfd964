//! Generators: what may happen to a sign-in, made from a fuzzer's bytes by `arbitrary`.
//!
//! Each choice is one byte: the letter of what is chosen, or any other, which counts. So a journey can be written, read
//! and mutated as text: `bct` begins, brings the true callback, and answers with tokens.

mod answer;
mod callback;
#[cfg(test)]
mod tests;

use std::vec::Vec;

use arbitrary::{Arbitrary, Result, Unstructured};

pub use answer::{Answer, NamedTenant, NewRefreshToken, TokenLifetime};
pub use callback::Callback;

/// The longest journey.
const MAX_OPERATIONS: usize = 64;

/// What happens to one person's sign-in, in this order.
#[derive(Clone, Debug)]
pub struct Journey(pub Vec<Operation>);

impl<'a> Arbitrary<'a> for Journey {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut operations = Vec::new();
        while !u.is_empty() && operations.len() < MAX_OPERATIONS {
            operations.push(Operation::arbitrary(u)?);
        }
        Ok(Self(operations))
    }
}

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub enum Operation {
    /// `b`: the person begins, whatever was before.
    Begin,
    /// `s`: the application saves the step, restarts, and resumes it.
    SaveAndResume,
    /// `c`: a callback arrives.
    Callback(Callback),
    /// `t`: CATAPA answers the token request, or the refresh.
    Answer(Answer),
    /// `a`: CATAPA's API answers with 200, and the token is used.
    Use,
    /// `r`: CATAPA's API answers 401 to the token.
    Reject,
    /// `o`: a 401 to an older token arrives late.
    RejectOld,
    /// `w`: the application restarts with a list of welcome tenants that has this one no more; and the next time with it.
    ChangeList,
    /// `l`: the application looks whether the token is due.
    Look,
    /// `+`: so many seconds pass.
    Forward(u64),
    /// `-`: the clock runs back by so many seconds.
    Back(u64),
}

impl<'a> Arbitrary<'a> for Operation {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"bsctarolw+-")? {
            b'b' => Self::Begin,
            b's' => Self::SaveAndResume,
            b'c' => Self::Callback(Callback::arbitrary(u)?),
            b't' => Self::Answer(Answer::arbitrary(u)?),
            b'a' => Self::Use,
            b'r' => Self::Reject,
            b'o' => Self::RejectOld,
            b'l' => Self::Look,
            b'w' => Self::ChangeList,
            b'+' => Self::Forward(seconds(u)?),
            _ => Self::Back(seconds(u)?),
        })
    }
}

/// One of these letters.
fn letter<const N: usize>(u: &mut Unstructured<'_>, letters: [u8; N]) -> Result<u8> {
    let byte = u8::arbitrary(u)?;
    Ok(if letters.contains(&byte) { byte } else { letters[usize::from(byte) % N] })
}

/// Spans at the edges of what the protocol counts: `1`, `m`inute, `c`ode, pending `l`ogin, `h`our, `d`ay; each also a second
/// less (`-`) or more (`+`).
fn seconds(u: &mut Unstructured<'_>) -> Result<u64> {
    let span = match letter(u, *b"1mclhd")? {
        b'1' => 1,
        b'm' => 60,
        b'c' => 300,
        b'l' => 600,
        b'h' => 3_600,
        _ => 86_400,
    };
    Ok(match letter(u, *b"=-+")? {
        b'-' => span - 1,
        b'+' => span + 1,
        _ => span,
    })
}
