//! Every error explains itself: a stable code, who is to blame, and its sentence with those of its causes.

use core::error::Error;

use catapa_signin::Explain;
use catapa_signin_http::{NotConfigured, NotSendable, SendError};

fn told(error: &(impl Explain + 'static)) -> String {
    let chain = core::iter::successors(Some(error as &dyn Error), |&error| error.source());
    let sentences: Vec<String> = chain.map(ToString::to_string).collect();
    format!("{} {:?}: {}", error.code(), error.blame(), sentences.join(": "))
}

#[test]
fn every_error_of_sending_says_its_code_its_blame_and_each_cause_once() {
    let seen = [
        told(&NotSendable),
        told(&SendError::NotSent("no route".into())),
        told(&SendError::from(NotSendable)),
        told(&SendError::Ambiguous("too late".into())),
        told(&NotConfigured::Proxy),
        told(&NotConfigured::Certificate),
        told(&NotConfigured::Client("no TLS".into())),
    ];
    let golden = [
        "send.unsendable Caller: the request's URL or a header cannot be written as HTTP",
        "send.not_sent Caller: CATAPA cannot be reached: no route",
        "send.not_sent Caller: CATAPA cannot be reached: the request's URL or a header cannot be written as HTTP",
        "send.ambiguous CatapaUnclear: CATAPA did not answer: too late",
        "sender.proxy Caller: the proxy must be written as http://host:port",
        "sender.certificate Caller: a certificate to trust cannot be read",
        "sender.client Caller: the HTTP client cannot be made: no TLS",
    ];
    assert_eq!(seen, golden);
}
