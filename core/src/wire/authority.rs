//! The authority of an absolute URL (RFC 3986, section 3.2): host, and port if there is one.

use super::ascii::Ascii;
use super::{decimal, split};

/// Splits an absolute URL, already checked: host and port, and the rest after them.
pub(crate) fn split_authority(url: &str) -> (&str, &str) {
    split_rest(split::after(url, b':').strip_prefix("//").unwrap_or_default())
}

/// Splits the part of a URL after `scheme://` in the same way.
pub(crate) fn split_rest(rest: &str) -> (&str, &str) {
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// The host of `host[:port]`; `None` for user info, an empty host, a foreign character, or an impossible port.
pub(crate) fn host_of(authority: &str) -> Option<&str> {
    // The colons of an IPv6 address are in brackets.
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

/// Does it have the characters of an IPv6 address? The connection will show whether it is one.
fn is_ipv6(address: &[u8]) -> bool {
    let colons = address.iter().filter(|byte| **byte == b':').count();
    (2..=7).contains(&colons) && IPV6.contains_all(address)
}

/// Is it one of three names? Other names that resolve to this machine do not count.
pub(crate) fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "[::1]", "localhost"].iter().any(|name| host.eq_ignore_ascii_case(name))
}
