//! Answers, made of letters.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{Answer, NamedTenant, NewRefreshToken, TokenLifetime};
use crate::generate::choice::letter;

impl<'a> Arbitrary<'a> for Answer {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"t4ige53h/c")? {
            b't' => Self::Tokens {
                tenant: NamedTenant::arbitrary(u)?,
                refresh_token: NewRefreshToken::arbitrary(u)?,
                lifetime: TokenLifetime::arbitrary(u)?,
            },
            b'4' => Self::RateLimited,
            b'i' => Self::ClientRefused,
            b'g' => Self::GrantRefused,
            b'e' => Self::ServerError,
            b'5' => Self::Down,
            b'3' => Self::Redirect,
            b'h' => Self::Page,
            b'/' => Self::Truncated,
            _ => Self::CutShort,
        })
    }
}

impl<'a> Arbitrary<'a> for NamedTenant {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // Twice the same, so that more journeys go on.
        Ok(match letter(u, *b"sson")? {
            b's' => Self::Same,
            b'o' => Self::Other,
            _ => Self::None,
        })
    }
}

impl<'a> Arbitrary<'a> for NewRefreshToken {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"nra0e")? {
            b'n' => Self::New,
            b'r' => Self::Repeated,
            b'a' => Self::Absent,
            b'0' => Self::Null,
            _ => Self::Empty,
        })
    }
}

impl<'a> Arbitrary<'a> for TokenLifetime {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"htd<>s10nu!")? {
            b'h' => Self::Hour,
            b't' => Self::HourAsText,
            b'd' => Self::Day,
            b'<' => Self::UnderTwoMinutes,
            b'>' => Self::OverTwoMinutes,
            b's' => Self::Short,
            b'1' => Self::Second,
            b'0' => Self::Zero,
            b'n' => Self::Unstated,
            b'u' => Self::Unknown,
            _ => Self::Endless,
        })
    }
}
