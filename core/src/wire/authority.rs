//! The authority of an absolute URL (RFC 3986, section 3.2): host, and port if there is one.

use super::ascii::Ascii;
use super::{decimal, split};

/// Host and port of an absolute URL that was checked, and what stands behind them.
pub(crate) fn split_authority(url: &str) -> (&str, &str) {
    split_rest(split::behind(url, b':').strip_prefix("//").unwrap_or_default())
}

/// The same, of what stands behind `scheme://`.
pub(crate) fn split_rest(rest: &str) -> (&str, &str) {
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// The host of `host[:port]`; `None` for user info, an empty or foreign host, or a port that cannot be.
pub(crate) fn host_of(authority: &str) -> Option<&str> {
    // The colons of an IPv6 address stand in brackets.
    let colon = if authority.ends_with(']') { None } else { authority.bytes().rposition(|byte| byte == b':') };
    let host = authority.get(..colon.unwrap_or(authority.len()))?;
    if let Some(colon) = colon {
        let port = decimal::number(authority.as_bytes().get(colon.saturating_add(1)..)?)?;
        u16::try_from(port).ok().filter(|port| *port > 0)?;
    }
    let known = match host.as_bytes() {
        [b'[', address @ .., b']'] => is_ipv6(address),
        name => NAME.contains_all(name),
    };
    known.then_some(host)
}

static NAME: Ascii = Ascii::alphanumeric_and(b"-._");
static IPV6: Ascii = Ascii::of(b"0123456789abcdefABCDEF:.");

/// Has it the characters of an IPv6 address? Whether it is one, and whose, the connection will show.
fn is_ipv6(address: &[u8]) -> bool {
    let colons = address.iter().filter(|byte| **byte == b':').count();
    (2..=7).contains(&colons) && IPV6.contains_all(address)
}

/// Exactly these names, whatever else may resolve there.
pub(crate) fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "[::1]", "localhost"].iter().any(|name| host.eq_ignore_ascii_case(name))
}
