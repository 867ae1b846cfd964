//! The ways of sending that are compared.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use catapa_signin_async::{HyperSender, Sender, SenderOptions, rustls};
use catapa_signin_http::pki_types::CertificateDer;
use catapa_signin_http::pki_types::pem::PemObject as _;
use catapa_signin_ureq::UreqSender;
use http::{Request, Response};
use oauth2::{SyncHttpClient as _, ureq};

/// The longest reply.
const LIMIT: usize = 1 << 16;

pub type Failure = Box<dyn Error + Send + Sync>;

/// A way of sending. Each has the connections that it keeps, and no others.
pub enum Way {
    Ours(HyperSender),
    OursBlocking(UreqSender),
    Reqwest(reqwest::Client),
    /// ureq 2, as `oauth2` brings it.
    OfOauth2(ureq::Agent),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ours,
    OursBlocking,
    Reqwest,
    OfOauth2,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Ours, Self::Reqwest, Self::OursBlocking, Self::OfOauth2];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "HyperSender",
            Self::OursBlocking => "UreqSender",
            Self::Reqwest => "reqwest, pooled",
            Self::OfOauth2 => "oauth2's ureq",
        }
    }

    pub const fn is_async(self) -> bool {
        matches!(self, Self::Ours | Self::Reqwest)
    }

    /// One that has no connection yet.
    pub fn cold(self, authority: &str) -> Result<Way, Failure> {
        let options =
            || Ok::<_, Failure>(SenderOptions::default().trust(CertificateDer::from_pem_slice(authority.as_bytes())?));
        Ok(match self {
            Self::Ours => Way::Ours(HyperSender::tokio(options()?)?),
            Self::OursBlocking => Way::OursBlocking(UreqSender::with(options()?)?),
            Self::Reqwest => {
                let mut tls = options()?.tls()?;
                tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
                let client = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
                Way::Reqwest(client.redirect(reqwest::redirect::Policy::none()).build()?)
            }
            Self::OfOauth2 => {
                let tls: rustls::ClientConfig = options()?.tls()?;
                Way::OfOauth2(ureq::AgentBuilder::new().tls_config(Arc::new(tls)).redirects(0).build())
            }
        })
    }
}

impl Way {
    /// Sends a request. Those that block do so.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Failure> {
        match self {
            Self::Ours(sender) => Ok(Sender::send(sender, request, LIMIT).await?),
            Self::OursBlocking(sender) => Ok(Sender::send(sender, request, LIMIT).await?),
            Self::Reqwest(client) => {
                let mut request = reqwest::Request::try_from(request)?;
                *request.timeout_mut() = Some(Duration::from_secs(30));
                let response = client.execute(request).await?;
                let status = response.status();
                let mut response = Response::new(response.bytes().await?.to_vec());
                *response.status_mut() = status;
                Ok(response)
            }
            Self::OfOauth2(agent) => agent.call(request).map_err(|why| format!("{why:?}").into()),
        }
    }
}
