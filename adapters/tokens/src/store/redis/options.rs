//! What an application can choose.

use core::fmt;
use core::time::Duration;
#[cfg(feature = "redis-tls")]
use std::sync::Arc;

#[cfg(feature = "redis-tls")]
use catapa_signin_http::rustls::ClientConfig;

/// The pause after the first try at start. Each next one is twice as long.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(250);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// How a [`RedisStore`](crate::RedisStore) connects. Made with `RedisOptions::default()` and changed by its setters.
#[derive(Clone)]
pub struct RedisOptions {
    pub(super) prefix: String,
    pub(super) timeout: Duration,
    pub(super) tries: u32,
    #[cfg(feature = "redis-tls")]
    pub(super) tls: Option<Arc<ClientConfig>>,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            prefix: "catapa-signin:".into(),
            timeout: Duration::from_secs(3),
            tries: 5,
            #[cfg(feature = "redis-tls")]
            tls: None,
        }
    }
}

impl RedisOptions {
    /// What every key begins with, for example one for each application. Default: `catapa-signin:`.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// How long a call may take, a new connection included. Keep it far below half the
    /// [lease](crate::KeeperOptions::lease). Default: 3 s.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// How often it tries to connect at start, with pauses of 0.25 s, 0.5 s, 1 s and so on, up to 8 s. Default: 5 times, which takes
    /// 3.75 s where nothing listens.
    #[must_use]
    pub fn tries(self, tries: u32) -> Self {
        Self { tries, ..self }
    }

    /// The TLS of `rediss://`: other authorities, cryptography, or a certificate of the client's own. Default:
    /// [`SenderOptions::tls`](catapa_signin_http::SenderOptions::tls) with its defaults, which trusts the public
    /// authorities, and takes the cryptography that the process has installed.
    ///
    /// ```
    /// use catapa_signin_http::SenderOptions;
    /// use catapa_signin_http::pki_types::CertificateDer;
    /// use catapa_signin_tokens::RedisOptions;
    ///
    /// # fn options(authority: CertificateDer<'static>) -> Result<RedisOptions, catapa_signin_http::NotConfigured> {
    /// Ok(RedisOptions::default().tls(SenderOptions::default().trust(authority).tls()?))
    /// # }
    /// ```
    #[cfg(feature = "redis-tls")]
    #[must_use]
    pub fn tls(self, config: impl Into<Arc<ClientConfig>>) -> Self {
        Self { tls: Some(config.into()), ..self }
    }
}

impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisOptions")
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}
