//! What the stand-in knows and remembers.

use alloc::sync::Arc;
use std::sync::Mutex;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::faults::Faults;
use crate::grants::Grants;
use crate::people::User;
use crate::rate::FailureLimit;
use crate::record::Record;
use crate::settings::Settings;
use crate::sign_ins::SignIns;

/// One pretended CATAPA.
pub(crate) struct Catapa {
    pub(crate) users: Vec<Arc<User>>,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) sign_ins: Mutex<SignIns>,
    pub(crate) grants: Mutex<Grants>,
    pub(crate) authorize_limit: FailureLimit,
    pub(crate) token_limit: FailureLimit,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    pub(crate) settings: Settings,
}

impl Catapa {
    pub(crate) fn new(settings: Settings) -> Result<Self, getrandom::Error> {
        let entropy = match settings.seed {
            Some(seed) => Entropy::from_seed(seed),
            None => Entropy::from_system()?,
        };
        let limit = || FailureLimit::new(settings.failure_limit, settings.failure_window);
        Ok(Self {
            users: settings.users.iter().cloned().map(Arc::new).collect(),
            clock: settings.clock.clone(),
            entropy,
            sign_ins: Mutex::default(),
            grants: Mutex::default(),
            authorize_limit: limit(),
            token_limit: limit(),
            faults: Faults::default(),
            record: Record::default(),
            settings,
        })
    }
}
