//! The authority of an absolute URL (RFC 3986, section 3.2): host, and port if there is one.

use super::{decimal, split};

/// Host and port of an absolute URL that was checked, and what stands behind them.
pub(crate) fn split_authority(url: &str) -> (&str, &str) {
    let rest = split::behind(url, b':').strip_prefix("//").unwrap_or_default();
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// The host of `host[:port]`; `None` for user info, an empty or foreign host, or a port that cannot be.
pub(crate) fn host_of(authority: &str) -> Option<&str> {
    // The colons of an IPv6 address stand in brackets.
    let end = authority.bytes().position(|byte| byte == b']').map_or(0, |bracket| bracket.saturating_add(1));
    let (literal, rest) = authority.split_at_checked(end)?;
    let (name, port) = split::once(rest, b':').map_or((rest, None), |(name, port)| (name, Some(port)));
    let host = if literal.is_empty() { name } else { literal };
    let known = match literal.strip_prefix('[').and_then(|literal| literal.strip_suffix(']')) {
        Some(address) => name.is_empty() && is_ipv6(address),
        None => literal.is_empty() && !name.is_empty() && name.bytes().all(may_stand_in_a_name),
    };
    let port_exists =
        port.is_none_or(|port| decimal::number(port.as_bytes()).is_some_and(|port| (1..65_536).contains(&port)));
    if known && port_exists { Some(host) } else { None }
}

const fn may_stand_in_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

/// Has it the characters of an IPv6 address? Whether it is one, and whose, the connection will show.
fn is_ipv6(address: &str) -> bool {
    let colons = address.bytes().filter(|byte| *byte == b':').count();
    (2..=7).contains(&colons) && address.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
}

/// Exactly these names, whatever else may resolve there.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]") || host.eq_ignore_ascii_case("localhost")
}
