//! What an application holds: the client, its tokens, and its routes.

use core::fmt;
use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use catapa_signin::{Client, UnixTime};
use catapa_signin_http::{AnySender, Sender};
use catapa_signin_tokens::{AnyStore, SealingKeys, TokenKeeper, TokenStore};
use http::request::Parts as Head;
use http::{StatusCode, Uri};
use tower_sessions::cookie::SameSite;
use tower_sessions::{SessionManagerLayer, SessionStore};

use crate::fetch_metadata::Visitor;
use crate::not_started::NotStarted;
use crate::options::SignInOptions;
use crate::page::{POLICY, Page};
use crate::pending::Jar;
use crate::security_headers::protect;
use crate::sign_in_error::SignInError;
use crate::{log, return_to, routes};

/// "Sign in with CATAPA" for one application: its [routes](Self::routes), its [sessions](Self::session_layer), and what
/// [`SignedIn`](crate::SignedIn) finds people by. Cheap to clone; a clone is the same.
///
/// The extractor takes it out of the router's state, so it is the state, or a part of it:
///
/// ```
/// use axum::extract::FromRef;
/// use catapa_signin_axum::SignInWithCatapa;
///
/// #[derive(Clone)]
/// struct App {
///     catapa: SignInWithCatapa,
///     // the rest
/// }
///
/// impl FromRef<App> for SignInWithCatapa {
///     fn from_ref(app: &App) -> Self {
///         app.catapa.clone()
///     }
/// }
/// ```
#[derive(Clone)]
pub struct SignInWithCatapa {
    parts: Arc<Parts>,
}

struct Parts {
    keeper: TokenKeeper,
    store: AnyStore,
    keys: SealingKeys,
    sender: AnySender,
    jar: Jar,
    secure: bool,
    callback_path: String,
    options: SignInOptions,
}

impl SignInWithCatapa {
    /// For one client, over a sender and a store. Instances that share the store, the client and the
    /// [keys](SignInOptions::sealing_keys) are one application: what one of them began, any other finishes.
    ///
    /// # Errors
    ///
    /// [`NotStarted`].
    pub fn new(
        client: Client,
        sender: impl Sender,
        store: impl TokenStore,
        options: SignInOptions,
    ) -> Result<Self, NotStarted> {
        let secure = is_https(client.redirect_uri());
        let keys = match &options.sealing_keys {
            Some(keys) => keys.clone(),
            None if secure => return Err(NotStarted::NoSealingKeys),
            None => SealingKeys::new(options.keeper.clock_and_entropy().random().map_err(NotStarted::NoEntropy)?),
        };
        let callback_path = callback_path(&client, &options)?;
        check_paths(&options, &callback_path)?;
        let (sender, store, jar) = (AnySender::new(sender), AnyStore::new(store), Jar::new(&client, secure));
        let keeper = TokenKeeper::new(client, store.clone(), keys.clone(), sender.clone(), options.keeper.clone());
        Ok(Self { parts: Arc::new(Parts { keeper, store, keys, sender, jar, secure, callback_path, options }) })
    }

    /// The three routes: sign-in (`GET`), callback (`GET`) and sign-out (`POST`), at the paths of the options. Merge
    /// them into the router at its root, inside of the [layer of sessions](Self::session_layer); they need nothing of its
    /// state.
    ///
    /// # Panics
    ///
    /// As axum does, when the application has a route of its own at one of these paths.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let no_head = || async { StatusCode::METHOD_NOT_ALLOWED };
        let (sign_in, callback, sign_out) = (self.clone(), self.clone(), self.clone());
        // A HEAD would spend what belongs to the GET after it.
        Router::new()
            .route(
                &self.options().sign_in_path,
                get(|head: Head| async move { routes::sign_in(&sign_in, &head) }).head(no_head),
            )
            .route(
                &self.parts.callback_path,
                get(|head: Head| async move { routes::callback(&callback, &head).await }).head(no_head),
            )
            .route(
                &self.options().sign_out_path,
                post(|head: Head| async move { routes::sign_out(&sign_out, &head).await }),
            )
    }

    /// Sessions as a sign-in needs them: a cookie that is `HttpOnly`, `SameSite=Lax` (under `Strict` it would be lost on
    /// the way back from CATAPA) and, where the redirect URI is https, `Secure` and named `__Host-session`.
    ///
    /// The layer can be configured further, such as with an [expiry](SessionManagerLayer::with_expiry). A layer of the
    /// application's own will do too, if its cookie is like this.
    pub fn session_layer<Store: SessionStore>(&self, store: Store) -> SessionManagerLayer<Store> {
        SessionManagerLayer::new(store)
            .with_name(if self.parts.secure { "__Host-session" } else { "session" })
            .with_secure(self.parts.secure)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_path("/")
    }

    /// Where a sign-in begins that leads to `return_to`, a path of this site: for a link or a button. What is no such
    /// path leads to the start page.
    #[must_use]
    pub fn sign_in_url(&self, return_to: &str) -> String {
        let mut url = self.options().sign_in_path.clone();
        let return_to = self.within_site(return_to);
        if return_to != self.options().home {
            url.push_str("?return_to=");
            url.extend(form_urlencoded::byte_serialize(return_to.as_bytes()));
        }
        url
    }

    /// Where a form is posted to sign out.
    #[must_use]
    pub fn sign_out_path(&self) -> &str {
        &self.options().sign_out_path
    }

    /// What keeps the tokens: to [settle](TokenKeeper::settle) before the process ends, and for gauges.
    #[must_use]
    pub fn keeper(&self) -> &TokenKeeper {
        &self.parts.keeper
    }

    /// The client that people sign in with.
    #[must_use]
    pub fn client(&self) -> &Client {
        self.parts.keeper.client()
    }

    pub(crate) fn options(&self) -> &SignInOptions {
        &self.parts.options
    }

    pub(crate) fn store(&self) -> &AnyStore {
        &self.parts.store
    }

    pub(crate) fn keys(&self) -> &SealingKeys {
        &self.parts.keys
    }

    pub(crate) fn sender(&self) -> &AnySender {
        &self.parts.sender
    }

    pub(crate) fn jar(&self) -> &Jar {
        &self.parts.jar
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.options().keeper.clock_and_entropy().now()
    }

    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], SignInError> {
        self.options().keeper.clock_and_entropy().random().map_err(|_| SignInError::NoEntropy)
    }

    /// Where to go, if it is within the site and no route of ours; the start page otherwise.
    pub(crate) fn within_site<'a>(&'a self, target: &'a str) -> &'a str {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let options = self.options();
        let is_ours =
            [&options.sign_in_path, &self.parts.callback_path, &options.sign_out_path].iter().any(|ours| *ours == path);
        if return_to::is_within_site(target) && !is_ours { target } else { &options.home }
    }

    /// Sends the browser somewhere, by a GET.
    pub(crate) fn redirect(to: &str) -> Response {
        protect(Redirect::to(to).into_response(), &POLICY)
    }

    /// The page of a failure, which leads back to `return_to`.
    pub(crate) fn page(&self, failure: &SignInError, return_to: &str) -> Response {
        log::failed(failure);
        let sign_in = self.sign_in_url(return_to);
        let page = Page { failure, sign_in: &sign_in, home: &self.options().home, now: self.now() };
        let mut response = match &self.options().pages {
            Some(pages) => pages(&page),
            None => page.response(),
        };
        if response.status() == StatusCode::OK {
            *response.status_mut() = page.status();
        }
        protect(response, &POLICY)
    }

    /// Tells somebody who wanted a page or an answer of the application's why there is none.
    pub(crate) fn refuse(&self, failure: &SignInError, visitor: &Visitor) -> Response {
        match &visitor.came_for {
            Some(came_for) if visitor.is_person && failure.sign_in_first() => {
                Self::redirect(&self.sign_in_url(came_for))
            }
            came_for if visitor.is_person => self.page(failure, came_for.as_deref().unwrap_or_default()),
            _ => routes::json(self, failure),
        }
    }
}

fn is_https(url: &str) -> bool {
    url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
}

fn callback_path(client: &Client, options: &SignInOptions) -> Result<String, NotStarted> {
    if let Some(path) = &options.callback_path {
        return Ok(path.clone());
    }
    let uri = client.redirect_uri().parse::<Uri>();
    uri.map(|uri| uri.path().to_owned())
        .map_err(|_| NotStarted::Path { what: "callback", path: client.redirect_uri().to_owned() })
}

fn check_paths(options: &SignInOptions, callback: &str) -> Result<(), NotStarted> {
    let routes = [("sign-in", &*options.sign_in_path), ("callback", callback), ("sign-out", &*options.sign_out_path)];
    for (what, path) in routes {
        if !is_route(path) {
            return Err(NotStarted::Path { what, path: path.to_owned() });
        }
        if routes.iter().filter(|(_, other)| *other == path).count() > 1 {
            return Err(NotStarted::SamePath { path: path.to_owned() });
        }
    }
    if return_to::is_within_site(&options.home) {
        Ok(())
    } else {
        Err(NotStarted::Path { what: "home", path: options.home.clone() })
    }
}

/// Can axum take it for one path, and none with holes?
fn is_route(path: &str) -> bool {
    let is_hole = |part: &str| part.starts_with([':', '*']);
    return_to::is_within_site(path) && !path.contains(['{', '}', '?', '#']) && !path.split('/').any(is_hole)
}

impl fmt::Debug for SignInWithCatapa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInWithCatapa").field("client", self.client()).finish_non_exhaustive()
    }
}
