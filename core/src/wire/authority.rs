//! The authority of an absolute URL (RFC 3986, section 3.2): host, and port if there is one.

use super::split;

/// Host and port of an absolute URL that was checked, and what stands behind them.
pub(crate) fn split_authority(url: &str) -> (&str, &str) {
    let rest = split::behind(url, b':').strip_prefix("//").unwrap_or_default();
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// The host of `host[:port]`; `None` for user info, an empty or foreign host, or a port that cannot be.
pub(crate) fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(literal) => {
            let (address, port) = literal.split_once(']')?;
            address.parse::<core::net::Ipv6Addr>().ok()?;
            let host = authority.get(..address.len().checked_add(2)?)?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => {
            let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
            let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            if host.is_empty() || !host.bytes().all(known) {
                return None;
            }
            (host, port)
        }
    };
    if let Some(port) = port {
        let digits = port.bytes().all(|byte| byte.is_ascii_digit());
        port.parse::<u16>().ok().filter(|number| digits && *number > 0)?;
    }
    Some(host)
}

/// Exactly these names, whatever else may resolve there.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]") || host.eq_ignore_ascii_case("localhost")
}
