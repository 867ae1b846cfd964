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

impl Explain for crate::client::ConfigError {
    fn code(&self) -> &'static str {
        "config.invalid"
    }

    fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl Explain for crate::request::PathRefused {
    fn code(&self) -> &'static str {
        "api.path_refused"
    }

    fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl Explain for crate::secret::DoesNotFit {
    fn code(&self) -> &'static str {
        "token.does_not_fit"
    }

    fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl Explain for crate::tenant::TenantRefused {
    fn code(&self) -> &'static str {
        match self {
            Self::Differs => "tenant.differs",
            Self::NotNamed => "tenant.not_named",
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Differs => Blame::Stranger,
            Self::NotNamed => Blame::CatapaUnclear,
        }
    }
}

impl Explain for crate::reply::NotHttp {
    fn code(&self) -> &'static str {
        "reply.not_http"
    }

    fn blame(&self) -> Blame {
        Blame::CatapaUnclear
    }
}

impl Explain for crate::reply::Unreadable {
    fn code(&self) -> &'static str {
        match self {
            Self::OverLimit => "reply.over_limit",
            Self::CutShort => "reply.cut_short",
            Self::NotJson { .. } => "reply.not_json",
            Self::Member { .. } => "reply.member",
        }
    }

    fn blame(&self) -> Blame {
        Blame::CatapaUnclear
    }
}

impl Explain for crate::reply::Unclear {
    fn code(&self) -> &'static str {
        match self {
            Self::Status { .. } => "reply.status",
            Self::Unreadable(why) => why.code(),
        }
    }

    fn blame(&self) -> Blame {
        Blame::CatapaUnclear
    }
}
