//! The story: what happens to a device, when, and which step follows. The twin plays the same one.

use catapa_signin::UnixTime;

use crate::script::{self, Shape};

/// The buffer that a device sends from.
pub type Sent = heapless::String<2048>;
/// The buffer that a reply is received in.
pub type Buffer = [u8; 512];

/// The caller's buffers.
pub struct Buffers {
    /// The request, as it goes to the socket.
    pub sent: Sent,
    /// One for each reply that may bring tokens: as slices, they stay where they arrived.
    pub tokens: [Buffer; 4],
    /// For a reply that is read and forgotten.
    pub reply: Buffer,
}

impl Buffers {
    /// Empty ones.
    #[must_use]
    pub const fn new() -> Self {
        Self { sent: Sent::new(), tokens: [[0; 512]; 4], reply: [0; 512] }
    }
}

impl Default for Buffers {
    fn default() -> Self {
        Self::new()
    }
}

/// What a device `D` does in a scene. It returns the name of the step afterwards, or `None` if it went wrong.
pub type Verb<D> = fn(&mut D, &Scene<D>) -> Option<&'static str>;

/// One event.
pub struct Scene<D> {
    at: u32,
    verb: Verb<D>,
    sends: Shape,
    comes: &'static str,
    reaches: &'static str,
}

impl<D> Scene<D> {
    /// When it happens.
    #[inline(never)]
    #[must_use]
    pub fn now(&self) -> UnixTime {
        UnixTime::from_secs(script::BEGIN + u64::from(self.at))
    }

    /// The callback or the reply that comes.
    #[must_use]
    pub fn comes(&self) -> &'static str {
        self.comes
    }

    /// The step that it leads to.
    #[must_use]
    pub fn reaches(&self) -> &'static str {
        self.reaches
    }

    /// Writes the request that the script expects, without a protocol.
    pub fn forge(&self, sent: &mut Sent) -> Option<()> {
        sent.clear();
        sent.push_str(self.sends.0).ok()?;
        sent.push_str(self.sends.1).ok()
    }

    /// Is this the request that the script expects?
    #[inline(never)]
    #[must_use]
    pub fn wants(&self, sent: &str) -> bool {
        sent.starts_with(self.sends.0) && sent.ends_with(self.sends.1)
    }

    /// Copies the script's reply into `buffer`, as a socket would, if the request is the expected one.
    #[inline(never)]
    pub fn answer<'b>(&self, sent: &str, buffer: &'b mut [u8]) -> Option<&'b mut [u8]> {
        let received = buffer.get_mut(..self.comes.len())?;
        received.copy_from_slice(self.comes.as_bytes());
        self.wants(sent).then_some(received)
    }
}

/// What a device does in each kind of scene.
pub struct Verbs<D> {
    /// It is switched on.
    pub start: Verb<D>,
    /// Somebody wants to sign in.
    pub begin: Verb<D>,
    /// A callback comes.
    pub accept: Verb<D>,
    /// A wait is over.
    pub wake: Verb<D>,
    /// The code is traded for tokens.
    pub trade: Verb<D>,
    /// Who signed in?
    pub who: Verb<D>,
    /// The API is called.
    pub call: Verb<D>,
    /// Time has passed.
    pub look: Verb<D>,
    /// Is the access token still good?
    pub validate: Verb<D>,
    /// New tokens are asked for.
    pub refresh: Verb<D>,
}

const AWAITING_CALLBACK: &str = "awaiting_callback";
const HAVE_CODE: &str = "have_code";
const AUTHORIZED: &str = "authorized";
const EXPIRED: &str = "expired";
const NONE: Shape = ("", "");

impl<D> Verbs<D> {
    /// The whole story.
    #[must_use]
    pub const fn story(&self) -> [Scene<D>; 16] {
        [
            scene(0, self.start, NONE, "", "unstarted"),
            scene(0, self.begin, script::AUTHORIZE, "", AWAITING_CALLBACK),
            scene(10, self.accept, NONE, script::FORGED, AWAITING_CALLBACK),
            scene(30, self.accept, NONE, script::CALLBACK, HAVE_CODE),
            scene(31, self.trade, script::EXCHANGE, script::RATE_LIMITED, HAVE_CODE),
            scene(38, self.wake, NONE, "", HAVE_CODE),
            scene(38, self.trade, script::EXCHANGE, script::TOKENS, AUTHORIZED),
            scene(39, self.who, script::WHO, script::USER, AUTHORIZED),
            scene(40, self.call, script::EMPLOYEES_REQUEST, script::EMPLOYEES, AUTHORIZED),
            scene(3_580, self.look, NONE, "", AUTHORIZED),
            scene(3_580, self.validate, script::VALIDATE, script::UNAUTHORIZED, EXPIRED),
            scene(3_590, self.refresh, script::REFRESH, script::RATE_LIMITED, EXPIRED),
            scene(3_597, self.wake, NONE, "", EXPIRED),
            scene(3_600, self.refresh, script::REFRESH, script::REFRESHED, AUTHORIZED),
            // The lifetime is an hour, and the leeway a minute.
            scene(7_139, self.look, NONE, "", AUTHORIZED),
            scene(7_140, self.look, NONE, "", EXPIRED),
        ]
    }
}

const fn scene<D>(at: u32, verb: Verb<D>, sends: Shape, comes: &'static str, reaches: &'static str) -> Scene<D> {
    Scene { at, verb, sends, comes, reaches }
}

/// Plays the story on the device. It returns the number of different steps that it was at, or the scene that went
/// wrong.
#[inline(never)]
pub fn play<D>(device: &mut D, story: &[Scene<D>]) -> Result<usize, usize> {
    let mut steps = heapless::Vec::<&str, 5>::new();
    for (nth, scene) in story.iter().enumerate() {
        if (scene.verb)(device, scene) != Some(scene.reaches) {
            return Err(nth);
        }
        if !steps.contains(&scene.reaches) {
            // There are five.
            let _ = steps.push(scene.reaches);
        }
    }
    Ok(steps.len())
}
