//! A device: what it keeps between one event and the next, and its socket.

use core::mem;
use core::slice::IterMut;

use catapa_signin::{AwaitingCallback, Client, Expired, Freshness, HaveCode, Reply, Request, SignIn, TokenText};

use crate::story::{Buffer, Buffers, Scene, Sent};

/// The longest body that fits a reply buffer beside its head.
const LIMIT: usize = 400;

/// A device whose tokens are held in `T`. It is a static, as its buffers are.
pub struct Device<T: TokenText + 'static> {
    /// The client that it signs in for.
    pub client: &'static Client,
    /// The buffer that it sends from.
    pub sent: &'static mut Sent,
    /// The buffers for tokens, which stay there if `T` is a slice.
    pub tokens: IterMut<'static, Buffer>,
    /// The buffer for other replies.
    pub reply: &'static mut [u8],
    /// The pending sign-in in the 89 bytes that outlive a reset.
    pub pending: [u8; AwaitingCallback::SAVED_LEN],
    /// The code, until it is traded.
    pub code: Option<SignIn<'static, HaveCode>>,
    /// The code, during a wait that CATAPA asked for.
    pub resting_code: Option<HaveCode>,
    /// The refresh token, during a wait that CATAPA asked for.
    pub resting_refresh: Option<Expired<T>>,
    /// The sign-in, once there are tokens.
    pub signed_in: Freshness<'static, T>,
}

impl<T: TokenText> Device<T> {
    /// A device that was just switched on.
    #[must_use]
    pub fn new(client: &'static Client, buffers: &'static mut Buffers) -> Self {
        let Buffers { sent, tokens, reply } = buffers;
        Self {
            client,
            sent,
            tokens: tokens.iter_mut(),
            reply,
            pending: [0; AwaitingCallback::SAVED_LEN],
            code: None,
            resting_code: None,
            resting_refresh: None,
            signed_in: Freshness::Over,
        }
    }

    /// Takes the sign-in, to go on with it.
    pub fn take(&mut self) -> Freshness<'static, T> {
        mem::replace(&mut self.signed_in, Freshness::Over)
    }
}

/// Sends a request, and receives the reply. A reply that is not HTTP, or a request that the script does not expect,
/// gives status 0, which no verb accepts.
#[inline(never)]
pub fn exchange<'b, D>(request: &Request<'_>, scene: &Scene<D>, sent: &mut Sent, buffer: &'b mut [u8]) -> Reply<'b> {
    sent.clear();
    let written = request.write_http1(sent);
    let received = scene.answer(sent, buffer).unwrap_or_default();
    match Reply::from_http1(received, LIMIT) {
        Ok(reply) if written.is_ok() => reply,
        _ => Reply::new(0, &mut []),
    }
}
