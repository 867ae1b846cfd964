//! The pages of failures: what happened, and what to do next. No script, and nothing from a stranger that is not
//! escaped.

use core::fmt::Write as _;
use std::sync::LazyLock;

use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catapa_signin::{Explain as _, UnixTime};
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};
use maud::{DOCTYPE, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::sign_in_error::{Next, SignInError};

const STYLE: &str = include_str!("page/style.css");

/// No script, no frame, no other style than ours, which it knows by its hash.
pub(crate) static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
});

/// A failure, and what a page about it needs to know.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Page<'a> {
    /// What went wrong.
    pub failure: &'a SignInError,
    /// Where a sign-in begins that leads back to where the person wanted to go: for a link.
    pub sign_in: &'a str,
    /// Where people land otherwise.
    pub home: &'a str,
    pub(crate) now: UnixTime,
}

impl Page<'_> {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.failure.status()
    }

    /// A heading, in English.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.failure.words().title
    }

    /// What happened and what to do next, in English.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.failure.words().text
    }

    /// Seconds to wait before trying again, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        self.failure.retry_after(self.now)
    }

    /// Our own page.
    #[must_use]
    pub fn response(&self) -> Response {
        let words = self.failure.words();
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (words.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { (words.title) }
                        p { (words.text) }
                        @if let Some(said) = self.said() {
                            p.said { "CATAPA says: " q { (said) } }
                        }
                        @if let Some(seconds) = self.retry_after() {
                            p { "Come back in " strong { (in_words(seconds)) } "." }
                        }
                        p.actions {
                            @match words.next {
                                Next::SignIn => {
                                    a.button href=(self.sign_in) { "Sign in with CATAPA" }
                                    a href=(self.home) { "Go to the start page" }
                                }
                                Next::Home => { a.button href=(self.home) { "Continue" } }
                            }
                        }
                        p.code { "For support: " code { (self.failure.code()) } }
                    }
                }
            }
        };
        let mut response = (words.status, Html(markup.into_string())).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }

    /// What CATAPA's description says: somebody else's text.
    fn said(&self) -> Option<&str> {
        match self.failure {
            SignInError::Denied(refusal) => refusal.description(),
            _ => None,
        }
    }
}

fn in_words(seconds: u64) -> String {
    let (count, unit) = if seconds < 90 { (seconds, "second") } else { (seconds.div_ceil(60), "minute") };
    let mut words = format!("{count} {unit}");
    if count != 1 {
        let _ = words.write_char('s');
    }
    words
}
