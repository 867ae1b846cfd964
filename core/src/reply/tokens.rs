//! The reply of the token endpoint (RFC 6749, sections 5.1 and 5.2; the guide's steps 4 and 6).

use super::member::{Body, members};
use super::{Ambiguity, ApiProblem, BodyFault, MemberFault, REPLY_LIMIT, Reply, RetryAfter};
use crate::refusal::{ErrorCode, Refusal};
use crate::secret::Quoted;
use crate::tenant::Claims;
use crate::wire::json::{Kind, Value};

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
    /// What the access token says of itself.
    pub(crate) claims: Claims,
    /// Empty is nonsense from an exchange, and means the same as absent from a refresh.
    pub(crate) refresh_token: Option<&'b str>,
    /// Seconds.
    pub(crate) lifetime: Option<u64>,
    pub(crate) scope: GrantedScope,
}

/// What came instead of tokens. What the reply says beside it is still in its [`Members`].
pub(crate) enum NoTokens {
    RateLimited(RetryAfter),
    /// An OAuth error.
    Refused(ErrorCode),
    /// A status that is neither a grant nor an OAuth error.
    Unsettled(u16),
    Unreadable(BodyFault),
}

impl Reply<'_> {
    /// What the body says in one of CATAPA's error shapes.
    pub(crate) fn into_problem(self, limit: usize) -> Option<ApiProblem> {
        let mut members = Members::none();
        let _ = members.read(self.into_body(limit).ok()?);
        members.problem()
    }
}

members! {
    /// What a token reply or an error of CATAPA's may have.
    Known {
        access_token,
        refresh_token,
        token_type,
        expires_in,
        error,
        error_description,
        scope,
        // CATAPA's documentation once spelled it so.
        expire_in,
        error_uri,
        code,
        message,
        status,
    }
}

/// The members of a token reply, or of an error of CATAPA's.
pub(crate) struct Members<'b> {
    body: Body<'b>,
    known: Known,
}

impl<'b> Members<'b> {
    /// Nothing, until something is read.
    pub(crate) fn none() -> Self {
        Self { body: Body::new(&mut []), known: Known::default() }
    }

    /// Reads the reply to a request that asked for `scope`, on behalf of `tenant`.
    pub(crate) fn read_tokens(&mut self, reply: Reply<'b>, scope: &str, tenant: &str) -> Result<Granted<'b>, NoTokens> {
        let (status, success) = (reply.status(), reply.is_success());
        if status == 429 {
            return Err(NoTokens::RateLimited(reply.retry_after()));
        }
        let unreadable = |why| if success { NoTokens::Unreadable(why) } else { NoTokens::Unsettled(status) };
        self.read(reply.into_body(REPLY_LIMIT).map_err(unreadable)?).map_err(unreadable)?;
        if let Some(code) = self.error_code(status) {
            return Err(NoTokens::Refused(code));
        }
        if !success {
            return Err(NoTokens::Unsettled(status));
        }
        self.granted(scope, tenant).map_err(NoTokens::Unreadable)
    }

    pub(crate) fn read(&mut self, body: &'b mut [u8]) -> Result<(), BodyFault> {
        self.body = Body::new(body);
        self.body.members(&mut self.known);
        self.body.json.end();
        self.body.verdict()
    }

    fn quoted<const N: usize>(&self, text: Value) -> Quoted<N> {
        text.text_in(self.body.json.document()).map_or(const { Quoted::empty() }, Quoted::cut)
    }

    /// The code of an OAuth error (RFC 6749, section 5.2), if it is one: servers and gateways have a member `error` of
    /// their own, and only CATAPA's word on this very request may end a sign-in.
    fn error_code(&self, status: u16) -> Option<ErrorCode> {
        let Known { error, status: own_status, .. } = self.known;
        let error = if error.kind == Kind::String { error.of(self.body.json.document()) } else { &[] };
        let code = ErrorCode::new(error);
        let is_oauth = match &code {
            ErrorCode::ServerError => false,
            // All of it is judged, and not only what is kept.
            ErrorCode::Other(_) => {
                matches!(status, 200 | 400)
                    && own_status.is_absent()
                    && !error.is_empty()
                    && error != b"temporarily_unavailable"
                    && error.iter().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
            }
            // A token endpoint's own errors are final under any 4xx, but those that say that nobody looked at the request.
            ErrorCode::InvalidRequest
            | ErrorCode::InvalidGrant
            | ErrorCode::UnauthorizedClient
            | ErrorCode::UnsupportedGrantType
            | ErrorCode::InvalidScope => matches!(status, 200 | 400..=499) && !matches!(status, 408 | 421 | 425 | 429),
            _ => matches!(status, 200 | 400 | 401),
        };
        if is_oauth { Some(code) } else { None }
    }

    /// An error code, and what the reply says beside it.
    pub(crate) fn refusal(&self, code: ErrorCode) -> Refusal {
        let Known { error_description, error_uri, .. } = self.known;
        Refusal { code, description: self.quoted(error_description), uri: self.quoted(error_uri) }
    }

    /// What there is to say of a status that settles nothing.
    #[inline(never)]
    pub(crate) fn ambiguity(&self, status: u16) -> Ambiguity {
        Ambiguity::Status { status, problem: self.problem() }
    }

    /// What one of CATAPA's own error shapes says. A body that broke off says nothing.
    pub(crate) fn problem(&self) -> Option<ApiProblem> {
        if self.body.json.stopped_at().is_some() {
            return None;
        }
        let Known { error, code, message, .. } = self.known;
        let code = match code.kind {
            Kind::String => code,
            _ if error.len() == 0 => Value::ABSENT,
            _ => error,
        };
        let problem = ApiProblem { code: self.quoted(code), message: self.quoted(message) };
        if problem.code().is_some() || problem.message().is_some() { Some(problem) } else { None }
    }

    fn granted(&mut self, asked: &str, tenant: &str) -> Result<Granted<'b>, BodyFault> {
        self.check_tokens();
        self.body.verdict()?;
        let Known { access_token, refresh_token, expires_in, scope, expire_in, .. } = self.known;
        let expires_in = if expires_in.is_nothing() { expire_in } else { expires_in };
        // Anything else than a number, and anything over a hundred years, says nothing.
        let lifetime = self.body.json.whole(expires_in).filter(|secs| *secs <= u64::from(u32::MAX));
        let claims = Claims::read(access_token.of(self.body.json.document()), tenant);
        let document = self.body.json.take_document();
        let scope = match scope.text_in(document) {
            Some(scope) if scope == asked => GrantedScope::AsAsked,
            None if scope.is_nothing() => GrantedScope::Unstated,
            _ => GrantedScope::Different,
        };
        Ok(Granted {
            access_token: access_token.text_in(document).unwrap_or_default(),
            claims,
            refresh_token: refresh_token.text_in(document),
            lifetime,
            scope,
        })
    }

    fn check_tokens(&mut self) {
        let Known { access_token, refresh_token, token_type, .. } = &self.known;
        let body = &mut self.body;
        body.expect_text("token_type", *token_type, usize::MAX);
        // Absent or in any case, it is Bearer (RFC 6749, section 5.1).
        if !token_type.is_nothing() && !token_type.of(body.json.document()).eq_ignore_ascii_case(b"bearer") {
            body.refuse("token_type", MemberFault::NotBearer);
        }
        // A refresh token may have spaces (RFC 6749, appendix A.17). An access token stands in a header (RFC 6750, section 2.1).
        for (name, token, least) in [("access_token", access_token, b'!'), ("refresh_token", refresh_token, b' ')] {
            body.expect_text(name, *token, usize::MAX);
            if !token.is_nothing() && !body.json.is_printable(*token, least) {
                body.refuse(name, MemberFault::BadCharacter);
            }
        }
        body.require("access_token", *access_token);
    }
}
