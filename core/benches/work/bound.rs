//! The least that must be done: look at each incoming byte once, and copy each outgoing byte once.

use core::cell::RefCell;
use core::hint::black_box;
use core::str;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::inputs::{self, CALLBACK, CODE, ENTROPY, TENANT};
use super::ours::{self, Written};
use super::{Meter, Operation, Worker};

pub(super) fn work(meter: &mut impl Meter) {
    let (reply, long, claimed) = (inputs::reply(), inputs::long_reply(), inputs::claimed_reply());
    let tokens = &reply[..inputs::TOKENS];
    let payload = claimed.split('.').nth(1).unwrap_or_default();
    let Written { authorize_url, token_request, refresh_request } = &ours::written();
    let entropy = str::from_utf8(&ENTROPY).unwrap_or_default();

    let room = RefCell::new(vec![0; 65_536]);
    let mut measure = |operation, scanned: &[&str], copied: &[&str], decoded: &str| {
        meter.measure(
            operation,
            Worker::Bound,
            || (),
            |_| {
                let mut room = room.borrow_mut();
                scanned.iter().for_each(|text| scan(black_box(text).as_bytes()));
                let mut rest = &mut room[..];
                for text in copied {
                    let (place, behind) = rest.split_at_mut(text.len());
                    place.copy_from_slice(black_box(text).as_bytes());
                    rest = behind;
                }
                if !decoded.is_empty() {
                    black_box(URL_SAFE_NO_PAD.decode_slice(black_box(decoded), rest).is_ok());
                }
                black_box(&room);
            },
        );
    };
    measure(Operation::AuthorizeUrl, &[entropy], &[authorize_url], "");
    measure(Operation::Callback, &[CALLBACK], &[CODE, TENANT], "");
    measure(Operation::TokenRequest, &[], &[token_request], "");
    measure(Operation::Reply, &[&reply], &[], "");
    measure(Operation::LongReply, &[&long], &[], "");
    measure(Operation::ErrorReply, &[inputs::ERROR_REPLY], &[], "");
    measure(Operation::Refresh, &[&reply], &[refresh_request, tokens], "");
    let copied = [authorize_url, CODE, TENANT, token_request, tokens, refresh_request, tokens];
    measure(Operation::Whole, &[entropy, CALLBACK, &reply, &reply], &copied, "");
    measure(Operation::ClaimedReply, &[&claimed], &[], payload);
}

/// Checks that the bytes are UTF-8, and searches them for a byte that is absent.
fn scan(bytes: &[u8]) {
    black_box(str::from_utf8(bytes).is_ok());
    black_box(bytes.contains(&b'\\'));
}
