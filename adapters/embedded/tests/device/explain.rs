//! Every error explains itself: a stable code, who is to blame, and its sentence with those of its causes.

use core::error::Error;
use std::io;

use catapa_signin::Explain;
use catapa_signin::reply::NotHttp;
use catapa_signin_embedded::{Cause, SendError};

fn told(error: &(impl Explain + 'static)) -> String {
    let chain = core::iter::successors(Some(error as &dyn Error), |&error| error.source());
    let sentences: Vec<String> = chain.map(ToString::to_string).collect();
    format!("{} {:?}: {}", error.code(), error.blame(), sentences.join(": "))
}

#[test]
fn every_error_says_its_code_its_blame_and_each_cause_once() {
    let reset = || Cause::Connection(io::Error::other("no route"));
    let seen = [
        told(&SendError::NotSent(reset())),
        told(&SendError::Ambiguous(reset())),
        told(&SendError::<io::Error>::Ambiguous(Cause::NotHttp(NotHttp))),
        told(&reset()),
        told(&Cause::<io::Error>::Closed),
        told(&Cause::<io::Error>::BufferTooSmall),
        told(&Cause::<io::Error>::Surplus),
        told(&Cause::<io::Error>::NotHttp(NotHttp)),
    ];
    let golden = [
        "send.not_sent Caller: CATAPA cannot be reached: the connection failed: no route",
        "send.ambiguous CatapaUnclear: CATAPA did not answer: the connection failed: no route",
        "send.ambiguous CatapaUnclear: CATAPA did not answer: what came cannot be used: the answer is not a whole HTTP reply",
        "send.connection Caller: the connection failed: no route",
        "send.closed CatapaUnclear: the connection ended early",
        "send.buffer_too_small Caller: the buffer is too small",
        "send.surplus CatapaUnclear: more came than the reply announced",
        "send.not_http CatapaUnclear: what came cannot be used: the answer is not a whole HTTP reply",
    ];
    assert_eq!(seen, golden);
}
