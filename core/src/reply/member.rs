//! The members of a JSON object that we read: each at most once, each of its type.

use super::{MemberFault, Unreadable};
use crate::wire::json::{Kind, Reader, Value};

macro_rules! names {
    ($($Name:ident = $text:literal,)*) => {
        /// A member that we read.
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
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

/// A body that is read for the members of its objects. The first thing that is wrong with it ends the reading.
pub(crate) struct Body<'b> {
    pub(crate) json: Reader<'b>,
    fault: Option<(Name, MemberFault)>,
}

impl<'b> Body<'b> {
    pub(crate) fn new(body: &'b mut [u8]) -> Self {
        Self { json: Reader::new(body), fault: None }
    }

    /// Says what is wrong with a member, unless something was before.
    pub(crate) fn refuse(&mut self, name: Name, fault: MemberFault) {
        if self.json.stopped_at().is_none() {
            self.fault = Some((name, fault));
            self.json.stop();
        }
    }

    /// What was wrong with it, if anything was.
    pub(crate) fn verdict(&self) -> Result<(), Unreadable> {
        match (self.json.stopped_at(), self.fault) {
            (None, _) => Ok(()),
            (Some(at), None) => Err(Unreadable::NotJson { at }),
            (_, Some((name, fault))) => Err(Unreadable::Member { name: name.as_str(), fault }),
        }
    }

    /// Reads the object that comes next, and puts the values of the members of these `names` into `values`, in their
    /// order, the escapes of strings undone. All other members are passed over.
    pub(crate) fn members(&mut self, names: &Names, values: &mut [Value]) {
        self.json.open(b'{');
        while let Some((_, slot)) = self.next(names, values) {
            *slot = self.value();
        }
    }

    /// Reads on to the next member of these `names`, whose value comes next and belongs into the slot of `values`;
    /// `None` where the object ends. All other members are passed over.
    // A member in registers is read in half the time.
    #[inline(always)]
    pub(crate) fn next<'v>(&mut self, names: &Names, values: &'v mut [Value]) -> Option<(Name, &'v mut Value)> {
        let known = loop {
            let mut name = self.json.member()?;
            if name.kind == Kind::Escaped {
                self.json.unescape(&mut name);
            }
            match names.position(name.of(self.json.document())) {
                Some(known) => break known,
                None => self.json.value(),
            };
        };
        let (name, slot) = names.names.get(known).zip(values.get_mut(known))?;
        if !slot.is_absent() {
            self.refuse(*name, MemberFault::Duplicate);
        }
        Some((*name, slot))
    }

    /// The value that comes next, its escapes undone.
    // In registers, like `next`.
    #[inline(always)]
    pub(crate) fn value(&mut self) -> Value {
        let mut value = self.json.value();
        self.json.unescape(&mut value);
        value
    }

    /// A member that is there is of this kind, and text is of at most `longest` bytes.
    pub(crate) fn expect(&mut self, name: Name, value: Value, kind: Kind, longest: usize) {
        let fault = match value.kind {
            Kind::Absent | Kind::Null => return,
            found if found == kind && value.len() <= longest => return,
            found if found == kind => MemberFault::TooLong,
            Kind::Garbled if kind == Kind::Text => MemberFault::BadCharacter,
            _ => MemberFault::WrongType,
        };
        self.refuse(name, fault);
    }

    /// A member is there, and is not empty.
    pub(crate) fn require(&mut self, name: Name, value: Value) {
        if value.is_nothing() {
            self.refuse(name, MemberFault::Missing);
        } else if value.len() == 0 {
            self.refuse(name, MemberFault::Empty);
        }
    }
}
