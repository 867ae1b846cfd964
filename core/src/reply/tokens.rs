//! The reply of the token endpoint (RFC 6749, sections 5.1 and 5.2; the guide's steps 4 and 6).

use super::member::{self, Member, Stop};
use super::{MemberFault, Problem, REPLY_LIMIT, Reply, Unclear, Unreadable, Wait};
use crate::refusal::{ErrorCode, Refusal};
use crate::secret::{self, Quoted};
use crate::wire::json::{Reader, Streamed, Value};

/// The scope that came with the tokens (RFC 6749, section 5.1): a fact, never an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum GrantedScope {
    /// The reply does not say: it is as asked for.
    Unstated,
    /// The reply says what was asked for.
    AsAsked,
    /// The reply says something else.
    Different,
}

/// Tokens, as slices of the reply's body.
pub(crate) struct Granted<'b> {
    pub(crate) access_token: &'b str,
    /// Empty is nonsense from an exchange, and means the same as absent from a refresh.
    pub(crate) refresh_token: Option<&'b str>,
    /// Seconds.
    pub(crate) lifetime: Option<u64>,
    pub(crate) scope: GrantedScope,
}

/// Why there are none.
pub(crate) enum NoTokens {
    RateLimited(Wait),
    ClientRefused(Refusal),
    Refused(Refusal),
    Unclear(Unclear),
}

/// Reads the reply to a request that asked for `scope`.
pub(crate) fn read<'b>(reply: Reply<'b>, scope: &str) -> Result<Granted<'b>, NoTokens> {
    let (status, success) = (reply.status(), reply.is_success());
    let unsettled = |problem| NoTokens::Unclear(Unclear::Status { status, problem });
    match status {
        429 => return Err(NoTokens::RateLimited(reply.wait())),
        200..=299 | 400..=499 => {}
        _ => return Err(unsettled(reply.into_problem(REPLY_LIMIT))),
    }
    let members = match reply.into_body(REPLY_LIMIT).and_then(Members::read) {
        Ok(members) => members,
        Err(why) if success => return Err(NoTokens::Unclear(why.into())),
        Err(_) => return Err(unsettled(None)),
    };
    match members.refusal(status) {
        Ok(refusal) if refusal.code == ErrorCode::InvalidClient => Err(NoTokens::ClientRefused(refusal)),
        Ok(refusal) => Err(NoTokens::Refused(refusal)),
        Err(members) if success => members.granted(scope).map_err(|why| NoTokens::Unclear(why.into())),
        Err(members) => Err(unsettled(members.problem())),
    }
}

/// What a token reply or an error of CATAPA's may have.
pub(crate) struct Members<'b> {
    access_token: Member<'b>,
    refresh_token: Member<'b>,
    token_type: Member<'b>,
    expires_in: Member<'b>,
    scope: Member<'b>,
    error: Option<&'b str>,
    description: Option<&'b str>,
    uri: Option<&'b str>,
    code: Option<&'b str>,
    message: Option<&'b str>,
    has_status: bool,
}

impl<'b> Members<'b> {
    pub(crate) fn read(body: &'b mut [u8]) -> Result<Self, Unreadable> {
        const NAMES: [&str; 12] = [
            "access_token",
            "refresh_token",
            "token_type",
            "expires_in",
            "expire_in",
            "scope",
            "error",
            "error_description",
            "error_uri",
            "code",
            "message",
            "status",
        ];
        member::document(body, |json| {
            let [access_token, refresh_token, token_type, expires_in, expire_in, scope, rest @ ..] =
                member::members(json, NAMES)?;
            let [error, description, uri, code, message, status] = rest;
            Ok(Self {
                access_token,
                refresh_token,
                token_type,
                // CATAPA's documentation once spelled it so.
                expires_in: expires_in.filter(|member| !matches!(member, Value::Null)).or(expire_in),
                scope,
                error: member::remark(error).filter(|error| !error.is_empty()),
                description: member::remark(description),
                uri: member::remark(uri),
                code: member::remark(code),
                message: member::remark(message),
                has_status: status.is_some(),
            })
        })
    }

    /// An OAuth error (RFC 6749, section 5.2), or the members again: servers and gateways have a member `error` of their
    /// own, and only CATAPA's word on this very request may end a sign-in.
    fn refusal(self, status: u16) -> Result<Refusal, Self> {
        let is_code = |error: &str| error.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'));
        let code = match self.error {
            None | Some("server_error" | "temporarily_unavailable") => return Err(self),
            Some(error) => ErrorCode::new(error),
        };
        let is_oauth = match &code {
            ErrorCode::Other(other) => matches!(status, 200 | 400) && !self.has_status && is_code(other.as_str()),
            _ => matches!(status, 200 | 400 | 401),
        };
        if !is_oauth {
            return Err(self);
        }
        Ok(Refusal { code, description: self.description.map(Quoted::cut), uri: self.uri.map(Quoted::cut) })
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        let problem =
            Problem { code: self.code.or(self.error).map(Quoted::cut), message: self.message.map(Quoted::cut) };
        (problem.code.is_some() || problem.message.is_some()).then_some(problem)
    }

    fn granted(self, asked: &str) -> Result<Granted<'b>, Unreadable> {
        let granted = || {
            bearer(self.token_type)?;
            let access_token = match token("access_token", self.access_token)? {
                None => return Err(Stop::Member("access_token", MemberFault::Missing)),
                Some("") => return Err(Stop::Member("access_token", MemberFault::Empty)),
                Some(access_token) => access_token,
            };
            Ok(Granted {
                access_token,
                refresh_token: token("refresh_token", self.refresh_token)?,
                lifetime: lifetime(self.expires_in),
                scope: granted_scope(self.scope, asked),
            })
        };
        granted().map_err(|stop| match stop {
            Stop::Member(name, fault) => Unreadable::Member { name, fault },
            Stop::NotJson => Unreadable::NotJson { at: 0 },
        })
    }
}

/// RFC 6749, appendices A.12 and A.17; or empty.
fn token<'b>(name: &'static str, member: Member<'b>) -> Result<Option<&'b str>, Stop> {
    match member::text(name, member)? {
        Some(token) if !token.is_empty() && !secret::is_credential(token) => {
            Err(Stop::Member(name, MemberFault::BadCharacter))
        }
        token => Ok(token),
    }
}

/// Absent or in any case, it is Bearer (RFC 6749, section 5.1).
fn bearer(token_type: Member<'_>) -> Result<(), Stop> {
    match member::text("token_type", token_type)? {
        Some(scheme) if !scheme.eq_ignore_ascii_case("bearer") => {
            Err(Stop::Member("token_type", MemberFault::NotBearer))
        }
        _ => Ok(()),
    }
}

/// An integer, a decimal, or a string of one. Anything else, and anything over a hundred years, says nothing.
fn lifetime(expires_in: Member<'_>) -> Option<u64> {
    let secs = match expires_in {
        Some(Value::Number(secs)) => secs,
        Some(Value::Text(digits)) => {
            Reader::new(Streamed::<_, 0>::new(digits.iter().copied())).lone_number().ok().flatten()
        }
        _ => None,
    };
    secs.filter(|secs| *secs <= u64::from(u32::MAX))
}

fn granted_scope(scope: Member<'_>, asked: &str) -> GrantedScope {
    match member::text("scope", scope) {
        Ok(None) => GrantedScope::Unstated,
        Ok(Some(scope)) if scope == asked => GrantedScope::AsAsked,
        _ => GrantedScope::Different,
    }
}
