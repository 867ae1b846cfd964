//! The cookies of pending sign-ins: their names, their attributes, and how many there may be.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::callback::SignInId;
use catapa_signin::{Client, UnixTime};
use catapa_signin_tokens::SealingKeys;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use http::header::{COOKIE, HeaderMap, HeaderValue};
use sha2::{Digest as _, Sha256};

use super::Pending;

/// How many pending sign-ins a browser keeps, and how many that are finished.
const KEPT: usize = 4;

/// How long a cookie outlives its sign-in, in seconds: whoever comes late is told so, and not that there is no cookie.
const LATE: i64 = 300;

/// How long a finished sign-in is remembered, in seconds: longer than CATAPA takes its code.
const REMEMBERED: i64 = 330;

/// The values of a cookie whose sign-in is finished.
const USED: &str = "used";
const TOO_LATE: &str = "late";

/// Names the cookies of one client, and writes them.
pub(crate) struct Jar {
    prefix: String,
    secure: bool,
}

/// What a cookie holds.
pub(crate) enum Found {
    Pending(Pending),
    Used,
    TooLate,
    /// Nothing that we have sealed.
    Unreadable,
}

/// A cookie of ours, as the browser sent it.
struct Kept {
    name: String,
    value: String,
}

impl Jar {
    /// `Secure` and `__Host-` go with the scheme of the redirect URI, and never with what a proxy says.
    pub(crate) fn new(client: &Client, secure: bool) -> Self {
        // Applications on one host, such as two on localhost, leave each other's cookies alone.
        let ours = hash(&[client.client_id(), client.redirect_uri()], 3);
        let prefix = format!("{}catapa-{ours}-", if secure { "__Host-" } else { "" });
        Self { prefix, secure }
    }

    /// The name of the cookie of this sign-in.
    pub(crate) fn name(&self, id: SignInId) -> String {
        format!("{}{id}", self.prefix)
    }

    /// Has the browser any cookie of ours?
    pub(crate) fn holds_any(&self, headers: &HeaderMap) -> bool {
        !self.kept(headers).is_empty()
    }

    /// What the cookie of this name holds.
    pub(crate) fn find(&self, headers: &HeaderMap, keys: &SealingKeys, client: &Client, name: &str) -> Option<Found> {
        let kept = self.kept(headers).into_iter().find(|kept| kept.name == name)?;
        Some(match kept.value.as_str() {
            USED => Found::Used,
            TOO_LATE => Found::TooLate,
            sealed => Pending::open(keys, client, name, sealed).map_or(Found::Unreadable, Found::Pending),
        })
    }

    /// The cookie of a new sign-in, which waits for so many seconds.
    pub(crate) fn pending(&self, name: &str, sealed: &str, waits: u64) -> Option<HeaderValue> {
        self.set_cookie(name, sealed, i64::try_from(waits).unwrap_or(i64::MAX).saturating_add(LATE))
    }

    /// What takes the place of a sign-in's cookie when its code is about to be used, or CATAPA said no.
    pub(crate) fn used(&self, name: &str) -> Option<HeaderValue> {
        self.set_cookie(name, USED, REMEMBERED)
    }

    /// What takes the place of the cookie of a sign-in that came too late.
    pub(crate) fn too_late(&self, name: &str) -> Option<HeaderValue> {
        self.set_cookie(name, TOO_LATE, REMEMBERED)
    }

    /// Removes what is too much once another sign-in begins: the oldest pending sign-ins, the oldest finished ones, and what
    /// does not open.
    pub(crate) fn make_room(&self, headers: &HeaderMap, keys: &SealingKeys, client: &Client) -> Vec<HeaderValue> {
        let (mut pending, mut finished, mut removed) = (Vec::<(UnixTime, String)>::new(), Vec::new(), Vec::new());
        for Kept { name, value } in self.kept(headers) {
            match Pending::open(keys, client, &name, &value) {
                Some(Pending { step, .. }) => pending.push((step.started_at(), name)),
                None if value == USED || value == TOO_LATE => finished.push(name),
                None => removed.push(name),
            }
        }
        // Browsers send the oldest first (RFC 6265, section 5.4), which tells two of the same second apart.
        pending.sort_by_key(|(started_at, _)| *started_at);
        let too_many = pending.len().saturating_sub(KEPT - 1);
        removed.extend(pending.drain(..too_many).map(|(_, name)| name));
        removed.extend(finished.drain(..finished.len().saturating_sub(KEPT)));
        removed.iter().filter_map(|name| self.set_cookie(name, "", 0)).collect()
    }

    fn kept(&self, headers: &HeaderMap) -> Vec<Kept> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let cookies = lines.flat_map(Cookie::split_parse).flatten();
        let ours = cookies.filter(|cookie| cookie.name().starts_with(&self.prefix));
        ours.map(|cookie| Kept { name: cookie.name().to_owned(), value: cookie.value().to_owned() }).collect()
    }

    fn set_cookie(&self, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
        let cookie = Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .max_age(Duration::seconds(seconds));
        let mut header = HeaderValue::try_from(cookie.to_string()).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// The first bytes of a hash, as text. Lengths go first, so that no two lists of parts run together.
fn hash(parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new_with_prefix("catapa-signin cookie");
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize().get(..bytes).unwrap_or_default())
}
