//! The client under test, as its owner describes it.

use core::error::Error;
use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Waker};
use core::time::Duration;
use std::sync::Arc;
use std::task::Wake;
use std::thread::{self, Thread};

use http::{Request, Response};

use super::over::Over;
use crate::SendError;

/// How the suite wants a client to be set up.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Setup {
    /// How long a request may take, from its first step to the last byte of its reply.
    pub timeout: Duration,
    /// How long a connection may take, TLS included.
    pub connect_timeout: Duration,
    /// The authority to trust instead of the public ones, as PEM.
    pub trusted_pem: Option<String>,
    /// The proxy for https requests, as `http://user:password@host:port`.
    pub proxy: Option<String>,
}

/// Long enough on a machine that is busy.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Default for Setup {
    fn default() -> Self {
        Self { timeout: TIMEOUT, connect_timeout: TIMEOUT, trusted_pem: None, proxy: None }
    }
}

/// One check of the suite, to be driven to its end. It need not be `Send`.
pub type Check<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// A client, and what the suite needs to know of it.
///
/// The suite makes a client for each check, on a thread of its own, so a client need not be `Send`.
pub struct ClientUnderTest {
    pub(super) name: String,
    pub(super) speaks_tls: bool,
    pub(super) speaks_http2: bool,
    pub(super) takes_a_proxy: bool,
    pub(super) is_async: bool,
    make: Make,
    drive: Drive,
}

type Make = Box<dyn Fn(&Setup) -> Box<dyn Sends> + Send + Sync>;
type Drive = Box<dyn Fn(Check<'_>) + Send + Sync>;

impl ClientUnderTest {
    /// An async client. `make` sets it up, and gives a function that sends one request of `http` 1 and reads its reply up to
    /// a limit, [as a `Sender` does](crate::Sender::send). `block_on` drives a check on the runtime of the client. It calls
    /// `make` too.
    pub fn new<S, E>(
        name: impl Into<String>,
        make: impl Fn(&Setup) -> S + Send + Sync + 'static,
        block_on: impl Fn(Check<'_>) + Send + Sync + 'static,
    ) -> Self
    where
        S: AsyncFn(Request<Vec<u8>>, usize) -> Result<Response<Vec<u8>>, E> + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        let make = Box::new(move |setup: &Setup| Box::new(Async(make(setup), PhantomData)) as Box<dyn Sends>);
        Self::all(name.into(), true, make, Box::new(block_on))
    }

    /// A blocking client. `make` sets it up, and gives a function that sends one request of `http` 1 and reads its reply up
    /// to a limit.
    pub fn blocking<S, E>(name: impl Into<String>, make: impl Fn(&Setup) -> S + Send + Sync + 'static) -> Self
    where
        S: Fn(Request<Vec<u8>>, usize) -> Result<Response<Vec<u8>>, E> + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        let make = Box::new(move |setup: &Setup| Box::new(Blocking(make(setup), PhantomData)) as Box<dyn Sends>);
        Self::all(name.into(), false, make, Box::new(block_on))
    }

    fn all(name: String, is_async: bool, make: Make, drive: Drive) -> Self {
        Self { name, speaks_tls: true, speaks_http2: true, takes_a_proxy: true, is_async, make, drive }
    }

    /// It speaks no TLS, and so no HTTP/2.
    #[must_use]
    pub fn without_tls(self) -> Self {
        Self { speaks_tls: false, speaks_http2: false, ..self }
    }

    /// It speaks no HTTP/2.
    #[must_use]
    pub fn without_http2(self) -> Self {
        Self { speaks_http2: false, ..self }
    }

    /// It does not take the proxy of the setup.
    #[must_use]
    pub fn without_proxy(self) -> Self {
        Self { takes_a_proxy: false, ..self }
    }

    pub(super) fn speaks(&self, over: Over) -> bool {
        match over {
            Over::Http1 => true,
            Over::Http1OverTls => self.speaks_tls,
            Over::Http2 => self.speaks_http2,
        }
    }

    pub(super) fn make(&self, setup: &Setup) -> Box<dyn Sends> {
        (self.make)(setup)
    }

    pub(super) fn drive(&self, check: Check<'_>) {
        (self.drive)(check);
    }
}

impl fmt::Debug for ClientUnderTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClientUnderTest").field(&self.name).finish()
    }
}

pub(super) type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, SendError>> + 'a>>;

/// A client that is set up.
pub(super) trait Sends {
    fn send(&self, request: Request<Vec<u8>>, limit: usize) -> Sending<'_>;
}

struct Async<S, E>(S, PhantomData<fn() -> E>);

impl<S, E> Sends for Async<S, E>
where
    S: AsyncFn(Request<Vec<u8>>, usize) -> Result<Response<Vec<u8>>, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    fn send(&self, request: Request<Vec<u8>>, limit: usize) -> Sending<'_> {
        Box::pin(async move { (self.0)(request, limit).await.map_err(SendError::from_client) })
    }
}

struct Blocking<S, E>(S, PhantomData<fn() -> E>);

impl<S, E> Sends for Blocking<S, E>
where
    S: Fn(Request<Vec<u8>>, usize) -> Result<Response<Vec<u8>>, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    fn send(&self, request: Request<Vec<u8>>, limit: usize) -> Sending<'_> {
        Box::pin(async move { (self.0)(request, limit).map_err(SendError::from_client) })
    }
}

/// Drives a check whose client blocks.
fn block_on(mut check: Check<'_>) {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    while check.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        thread::park();
    }
}
