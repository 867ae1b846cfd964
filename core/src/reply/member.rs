//! The members of a JSON object that we read: each at most once, each of its type.

use super::{MemberFault, Unreadable};
use crate::wire::json::{self, InPlace, Malformed, Reader, Value};

/// The JSON of a body, and its values.
pub(crate) type Json<'b> = Reader<InPlace<'b>>;
pub(crate) type Member<'b> = Option<Value<&'b mut [u8]>>;

/// Where reading stopped. The offset is known to the reader alone.
pub(crate) enum Stop {
    NotJson,
    Member(&'static str, MemberFault),
}

impl From<Malformed> for Stop {
    fn from(_: Malformed) -> Self {
        Self::NotJson
    }
}

/// Reads a body as one document.
pub(crate) fn document<'b, T>(
    body: &'b mut [u8],
    read: impl FnOnce(&mut Json<'b>) -> Result<T, Stop>,
) -> Result<T, Unreadable> {
    let mut json = Reader::new(InPlace::new(body));
    // Matched, not mapped: a profile is over 1 KiB, and each closure that it passes through copies it.
    let stop = match read(&mut json) {
        Ok(value) => match json.end() {
            Ok(()) => return Ok(value),
            Err(malformed) => Stop::from(malformed),
        },
        Err(stop) => stop,
    };
    Err(match stop {
        Stop::NotJson => Unreadable::NotJson { at: json.offset() },
        Stop::Member(name, fault) => Unreadable::Member { name, fault },
    })
}

/// Reads an object, and hands `member` the name of each member as it stands in `names`. It must read the value; the
/// values of all other members are passed over.
pub(crate) fn object<'b, const N: usize>(
    json: &mut Json<'b>,
    names: [&'static str; N],
    mut member: impl FnMut(&'static str, &mut Json<'b>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut seen = [false; N];
    json.object(|name, json| {
        // A name that is not Unicode is none of ours.
        let name = json::unescape(name).unwrap_or_default();
        let Some((known, seen)) = names.into_iter().zip(&mut seen).find(|(known, _)| *known == name) else {
            return Ok(json.value().map(drop)?);
        };
        if core::mem::replace(seen, true) {
            return Err(Stop::Member(known, MemberFault::Duplicate));
        }
        member(known, json)
    })
}

/// Reads an object of plain members, in the order of `names`.
pub(crate) fn members<'b, const N: usize>(
    json: &mut Json<'b>,
    names: [&'static str; N],
) -> Result<[Member<'b>; N], Stop> {
    let mut values = [const { None }; N];
    object(json, names, |name, json| {
        let value = json.value()?;
        if let Some((_, slot)) = names.into_iter().zip(&mut values).find(|(known, _)| *known == name) {
            *slot = Some(value);
        }
        Ok(())
    })?;
    Ok(values)
}

/// A string, or nothing where it is absent or null.
pub(crate) fn text<'b>(name: &'static str, member: Member<'b>) -> Result<Option<&'b str>, Stop> {
    match member {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Text(raw)) => {
            json::unescape(raw).map(Some).map_err(|_| Stop::Member(name, MemberFault::BadCharacter))
        }
        Some(_) => Err(Stop::Member(name, MemberFault::WrongType)),
    }
}

/// A string of at most `longest` bytes, or nothing where it is absent or null.
pub(crate) fn bounded<'b>(name: &'static str, member: Member<'b>, longest: usize) -> Result<Option<&'b str>, Stop> {
    match text(name, member)? {
        Some(text) if text.len() > longest => Err(Stop::Member(name, MemberFault::TooLong)),
        text => Ok(text),
    }
}

/// A string if it is one: for what is only told to somebody.
pub(crate) fn remark(member: Member<'_>) -> Option<&str> {
    text("", member).ok().flatten()
}
