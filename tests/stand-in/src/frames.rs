//! Frames of HTTP/2 (RFC 9113, 4 and 6) that no server would write, and those that pass by.

/// How many bytes come before a frame's payload.
const HEAD: usize = 9;

/// The longest payload that every client takes.
const LONGEST: usize = 1 << 14;

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

pub(crate) const ACK: u8 = 1;
pub(crate) const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// The first bytes of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) bytes: [u8; HEAD],
}

impl Head {
    pub(crate) fn length(self) -> usize {
        let [a, b, c, ..] = self.bytes.map(usize::from);
        a << 16 | b << 8 | c
    }

    pub(crate) fn kind(self) -> u8 {
        self.bytes[3]
    }

    pub(crate) fn has(self, flag: u8) -> bool {
        self.bytes[4] & flag != 0
    }

    pub(crate) fn stream(self) -> u32 {
        let [.., a, b, c, d] = self.bytes;
        u32::from_be_bytes([a, b, c, d]) & (u32::MAX >> 1)
    }
}

/// A part of a frame.
pub(crate) enum Part<'a> {
    Head(Head),
    Payload(&'a [u8]),
}

/// Finds the frames in bytes that come in pieces of any size.
#[derive(Debug, Default)]
pub(crate) struct Follower {
    head: Head,
    /// How many bytes of the head are there.
    known: usize,
    /// How many bytes of the payload are still to come.
    left: usize,
}

impl Follower {
    /// The next part of a frame in these bytes, which it takes from them.
    pub(crate) fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<Part<'a>> {
        if self.left > 0 {
            let (payload, rest) = bytes.split_at(self.left.min(bytes.len()));
            *bytes = rest;
            self.left -= payload.len();
            return (!payload.is_empty()).then_some(Part::Payload(payload));
        }
        if self.known == HEAD {
            self.known = 0;
        }
        let (part, rest) = bytes.split_at((HEAD - self.known).min(bytes.len()));
        *bytes = rest;
        self.head.bytes[self.known..self.known + part.len()].copy_from_slice(part);
        self.known += part.len();
        if self.known < HEAD {
            return None;
        }
        self.left = self.head.length();
        Some(Part::Head(self.head))
    }

    /// The frame that the last part completed, if it did.
    pub(crate) fn completed(&self) -> Option<Head> {
        (self.known == HEAD && self.left == 0).then_some(self.head)
    }

    /// Is no frame begun and unfinished?
    pub(crate) fn is_between_frames(&self) -> bool {
        self.left == 0 && matches!(self.known, 0 | HEAD)
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// SETTINGS that change nothing, and want an answer each.
pub(crate) fn settings(count: usize) -> Vec<u8> {
    frame(SETTINGS, 0, 0, &[]).repeat(count)
}

/// GOAWAY without an error: streams after `last` were not processed.
pub(crate) fn goaway(last: u32) -> Vec<u8> {
    frame(GOAWAY, 0, 0, &[last.to_be_bytes(), [0; 4]].concat())
}

/// A whole reply in JSON. Its head is in HPACK without a table, so that the server's own stays as it is.
pub(crate) fn reply(stream: u32, body: &[u8]) -> Vec<u8> {
    let mut head = vec![0x88]; // `:status: 200`
    let json = b"application/json";
    head.extend([0x0f, 0x10, json.len() as u8]); // `content-type`, not to be indexed
    head.extend(json);
    let mut frames = frame(HEADERS, END_HEADERS, stream, &head);
    for part in body.chunks(LONGEST) {
        frames.extend(frame(DATA, 0, stream, part));
    }
    frames.extend(frame(DATA, END_STREAM, stream, &[]));
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_in_pieces_of_any_size() {
        let bytes = [goaway(7), settings(2), reply(9, b"{}")].concat();
        for size in 1..bytes.len() {
            let mut follower = Follower::default();
            let (mut heads, mut payload, mut ends) = (Vec::new(), Vec::<u8>::new(), 0);
            assert!(follower.is_between_frames());
            for mut piece in bytes.chunks(size) {
                while let Some(part) = follower.next(&mut piece) {
                    match part {
                        Part::Head(head) => heads.push((head.kind(), head.length(), head.stream())),
                        Part::Payload(bytes) => payload.extend(bytes),
                    }
                    ends += usize::from(follower.completed().is_some());
                }
            }
            assert!(follower.is_between_frames());
            let found =
                [(GOAWAY, 8, 0), (SETTINGS, 0, 0), (SETTINGS, 0, 0), (HEADERS, 20, 9), (DATA, 2, 9), (DATA, 0, 9)];
            assert_eq!(heads, found);
            assert_eq!((payload.len(), ends), (30, heads.len()));
        }
    }
}
