//! Generators: what may happen to a sign-in, made from a fuzzer's bytes by `arbitrary`.
//!
//! Each choice is one byte: the letter of what is chosen, or any other, which counts. So a journey can be written, read
//! and mutated as text: `bctttsnh` begins, brings the true callback, and answers with tokens.

mod answer;
mod callback;
mod choice;
mod fate;
#[cfg(test)]
mod tests;

use arbitrary::{Arbitrary, Result, Unstructured};

use choice::letter;

pub use answer::{Answer, NamedTenant, NewRefreshToken, TokenLifetime};
pub use callback::Callback;
pub use fate::Fate;

/// The longest journey.
const MAX_OPERATIONS: usize = 64;

/// What happens to one person's sign-in, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// `b`: the person begins, whatever was before. The sign-in waits for its callback.
    Begin,
    /// `s`: the application saves the step, restarts, and resumes it. Nothing changes.
    SaveAndResume,
    /// `c`: a callback arrives. While the sign-in waits for one, see [`Callback`]; at other steps it changes nothing.
    Callback(Callback),
    /// `t`: CATAPA answers the token request, or the refresh, however long ago that was sent. At these two steps, see
    /// [`Answer`]; at others it changes nothing.
    Answer(Answer),
    /// `a`: CATAPA's API answers with 200, and the token is used. Nothing changes; the person is known if the tenant is
    /// welcome.
    Use,
    /// `r`: CATAPA's API answers 401 to the token. It is expired, or, without a refresh token, the sign-in is over.
    Reject,
    /// `o`: a 401 to another token arrives late. Nothing changes.
    RejectOld,
    /// `w`: the application restarts with a list of welcome tenants that has this one no more; and the next time with it.
    /// Nothing changes at once: callbacks and tokens that come while it is off the list end the sign-in.
    ChangeList,
    /// `l`: the application looks whether the code may still be sent, or the token is due. A token that is due is expired,
    /// or, without a refresh token, the sign-in is over.
    Look,
    /// `+`: these seconds pass, at most to the last of the year 9999. Nothing changes at once.
    Forward(u64),
    /// `-`: the clock runs back by these seconds, at most to 1970. Nothing changes at once; back by more than a minute,
    /// what was recorded before counts as too old.
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

/// Spans at the edges of what the protocol counts: `1`, `m`inute, `c`ode, pending sign-in (`l`), `h`our, `d`ay, and to the
/// `e`nd of time; each also a second less (`-`) or more (`+`).
fn seconds(u: &mut Unstructured<'_>) -> Result<u64> {
    let span = match letter(u, *b"1mclhde")? {
        b'1' => 1,
        b'm' => 60,
        b'c' => 300,
        b'l' => 600,
        b'h' => 3_600,
        b'd' => 86_400,
        // From any moment that there is, and further.
        _ => u64::MAX / 2,
    };
    Ok(match letter(u, *b"=-+")? {
        b'-' => span - 1,
        b'+' => span + 1,
        _ => span,
    })
}
