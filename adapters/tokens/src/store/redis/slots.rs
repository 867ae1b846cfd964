//! Which node of a cluster has which key.

#[cfg(test)]
mod tests;

use ::redis::Value;

/// How many slots a cluster has.
const SLOTS: u16 = 16_384;

/// The slot of a key: a checksum of its part between braces, or of all of it.
pub(super) fn slot_of(key: &str) -> u16 {
    let hashed = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
    crc16(hashed.filter(|tag| !tag.is_empty()).unwrap_or(key).as_bytes()) % SLOTS
}

/// CRC-16/XMODEM, as Redis counts slots.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |checksum, byte| {
        (0..8).fold(checksum ^ (u16::from(*byte) << 8), |checksum, _| {
            if checksum & 0x8000 == 0 { checksum << 1 } else { (checksum << 1) ^ 0x1021 }
        })
    })
}

/// Which node has which slots.
pub(super) struct SlotMap(Vec<Range>);

struct Range {
    first: i64,
    last: i64,
    node: (String, u16),
}

impl SlotMap {
    /// Reads the answer to `CLUSTER SLOTS` of a node. Where it names no host, it means the host that was asked.
    pub(super) fn read(answer: &Value, asked: &str) -> Option<Self> {
        let Value::Array(ranges) = answer else { return None };
        ranges.iter().map(|range| Range::read(range, asked)).collect::<Option<Vec<_>>>().map(Self)
    }

    pub(super) fn node_of(&self, slot: u16) -> Option<&(String, u16)> {
        let slot = i64::from(slot);
        self.0.iter().find(|range| (range.first..=range.last).contains(&slot)).map(|range| &range.node)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = &(String, u16)> {
        self.0.iter().map(|range| &range.node)
    }
}

impl Range {
    fn read(range: &Value, asked: &str) -> Option<Self> {
        let Value::Array(range) = range else { return None };
        let [Value::Int(first), Value::Int(last), Value::Array(primary), ..] = &range[..] else { return None };
        let [host, Value::Int(port), ..] = &primary[..] else { return None };
        let host = match host {
            Value::BulkString(host) if !host.is_empty() => core::str::from_utf8(host).ok()?,
            _ => asked,
        };
        Some(Self { first: *first, last: *last, node: (host.to_owned(), u16::try_from(*port).ok()?) })
    }
}

/// Where a node says that a slot is instead: `3999 10.0.0.4:6379`.
pub(super) fn redirected(detail: &str, asked: &str) -> Option<(String, u16)> {
    let (host, port) = detail.split_ascii_whitespace().nth(1)?.rsplit_once(':')?;
    Some((if host.is_empty() { asked } else { host }.to_owned(), port.parse().ok()?))
}
