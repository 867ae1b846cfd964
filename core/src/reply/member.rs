//! The members of a JSON object that we read: each at most once, each of its type.

use super::{MemberFault, Unreadable};
use crate::wire::json::{Kind, Malformed, Reader, Value};

macro_rules! names {
    ($($Name:ident = $text:literal,)*) => {
        /// A member that we read.
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Name {
            $($Name,)*
        }

        impl Name {
            const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Name => $text,)*
                }
            }
        }
    };
}

names! {
    AccessToken = "access_token",
    RefreshToken = "refresh_token",
    TokenType = "token_type",
    ExpiresIn = "expires_in",
    ExpireIn = "expire_in",
    Scope = "scope",
    Error = "error",
    ErrorDescription = "error_description",
    ErrorUri = "error_uri",
    Code = "code",
    Message = "message",
    Status = "status",
    Id = "id",
    Username = "username",
    Email = "email",
    Employee = "employee",
    Roles = "roles",
    Named = "name",
}

/// The members of one object that we read.
pub(crate) struct Names {
    names: &'static [Name],
    /// A bit for each length that one of them has: most other names are told by their length.
    lengths: u32,
}

impl Names {
    pub(crate) const fn new(names: &'static [Name]) -> Self {
        let (mut lengths, mut rest) = (0, names);
        while let [name, behind @ ..] = rest {
            lengths |= 1 << name.as_str().len();
            rest = behind;
        }
        Self { names, lengths }
    }

    pub(crate) const fn len(&self) -> usize {
        self.names.len()
    }

    /// Which of them is this?
    fn position(&self, name: &[u8]) -> Option<usize> {
        let length = u32::try_from(name.len()).ok()?;
        if self.lengths.checked_shr(length)? & 1 == 0 {
            return None;
        }
        self.names.iter().position(|known| known.as_str().as_bytes() == name)
    }
}

impl Name {
    pub(crate) const fn is(self, fault: MemberFault) -> Stop {
        Stop::Member(self, fault)
    }
}

/// Where reading stopped. The offset is known to the reader alone.
pub(crate) enum Stop {
    NotJson,
    Member(Name, MemberFault),
}

impl From<Malformed> for Stop {
    fn from(_: Malformed) -> Self {
        Self::NotJson
    }
}

impl Stop {
    pub(crate) const fn at(self, at: usize) -> Unreadable {
        match self {
            Self::NotJson => Unreadable::NotJson { at },
            Self::Member(name, fault) => Unreadable::Member { name: name.as_str(), fault },
        }
    }
}

/// Reads a body that is one object: see [`members`].
pub(crate) fn document<'b>(body: &'b mut [u8], names: &Names, values: &mut [Value]) -> Result<Reader<'b>, Unreadable> {
    let mut json = Reader::new(body);
    match members(&mut json, names, values).and_then(|()| Ok(json.end()?)) {
        Ok(()) => Ok(json),
        Err(stop) => Err(stop.at(json.offset())),
    }
}

/// Reads the object that comes next, and puts the values of the members of these `names` into `values`, in their order,
/// the escapes of strings undone. All other members are passed over.
pub(crate) fn members(json: &mut Reader<'_>, names: &Names, values: &mut [Value]) -> Result<(), Stop> {
    json.open(b'{')?;
    while let Some((_, slot)) = next(json, names, values)? {
        *slot = text_or_other(json)?;
    }
    Ok(())
}

/// Reads on to the next member of these `names`, whose value comes next and belongs into the slot of `values`; `None`
/// where the object ends. All other members are passed over.
pub(crate) fn next<'v>(
    json: &mut Reader<'_>,
    names: &Names,
    values: &'v mut [Value],
) -> Result<Option<(Name, &'v mut Value)>, Stop> {
    let known = loop {
        let Some(mut name) = json.member()? else { return Ok(None) };
        if name.kind == Kind::Escaped {
            json.unescape(&mut name);
        }
        match names.position(name.of(json.document())) {
            Some(known) => break known,
            None => json.value()?,
        };
    };
    match names.names.get(known).zip(values.get_mut(known)) {
        Some((name, slot)) if slot.is_absent() => Ok(Some((*name, slot))),
        Some((name, _)) => Err(name.is(MemberFault::Duplicate)),
        None => Ok(None),
    }
}

/// The value that comes next, its escapes undone.
pub(crate) fn text_or_other(json: &mut Reader<'_>) -> Result<Value, Stop> {
    let mut value = json.value()?;
    json.unescape(&mut value);
    Ok(value)
}

/// What is wrong with a member that is text of at most `longest` bytes, or null, or not there?
pub(crate) const fn bounded(name: Name, value: Value, longest: usize) -> Result<(), Stop> {
    match value.kind {
        Kind::Text if value.len() > longest => Err(name.is(MemberFault::TooLong)),
        Kind::Absent | Kind::Null | Kind::Text => Ok(()),
        Kind::Garbled => Err(name.is(MemberFault::BadCharacter)),
        _ => Err(name.is(MemberFault::WrongType)),
    }
}
