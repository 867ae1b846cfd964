//! What stands between a step and CATAPA: a buffer that is sent, and a scripted reply.

use crate::script::receive;
use catapa_signin::{Reply, Request, SignIn, Step};

/// The line of this firmware at which something went another way than the script.
pub type Failure = u32;

/// What a device sends from.
pub type Sent = heapless::String<2048>;

/// The longest body that fits a reply buffer beside its head.
const LIMIT: usize = 900;

/// Writes `request` as a device would send it, and receives `reply`.
pub fn exchange<'b>(
    request: &Request<'_>,
    sent: &mut Sent,
    goes_to: &str,
    reply: &str,
    buffer: &'b mut [u8],
) -> Result<Reply<'b>, Failure> {
    sent.clear();
    request.write_http1(sent).map_err(|_| line!())?;
    if !sent.starts_with(goes_to) {
        return Err(line!());
    }
    Reply::from_http1(receive(reply, buffer), LIMIT).map_err(|_| line!())
}

/// The names of the steps that were reached.
#[derive(Default)]
pub struct Steps(heapless::Vec<&'static str, 5>);

impl Steps {
    /// Notes the step.
    pub fn reach<S: Step>(&mut self, _: &SignIn<'_, S>) {
        if !self.0.contains(&S::NAME) {
            // There are five.
            let _ = self.0.push(S::NAME);
        }
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}
