//! The pages that a person sees: plain forms without scripts, escaped by construction.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::catapa::Catapa;
use crate::people::User;
use crate::refusal::Failed;

/// Why the person cannot go back to the application.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Problem {
    UnknownClient,
    UnknownRedirectUri,
    SignInOver,
    NoDecision,
    TooManyRequests,
}

/// The login page; after a wrong password it keeps the username.
pub(crate) fn login(catapa: &Catapa, id: &str, refused: Option<&str>) -> Response<Body> {
    let application = &catapa.settings.application_name;
    let status = refused.map_or(StatusCode::OK, |_| StatusCode::UNAUTHORIZED);
    page(
        status,
        "Sign in",
        &html! {
            h1 { "Sign in" }
            p.quiet { "to continue to " strong { (application) } }
            @if refused.is_some() {
                p.alarm #problem role="alert" { "The username or the password is wrong." }
            }
            form method="post" action={ "/oauth2/login/" (id) } {
                label for="username" { "Username" }
                input #username name="username" value=(refused.unwrap_or_default()) autocomplete="username"
                    autocapitalize="none" spellcheck="false" required autofocus[refused.is_none()];
                label for="password" { "Password" }
                input #password name="password" type="password" autocomplete="current-password" required
                    aria-describedby=[refused.map(|_| "problem")]
                    autofocus[refused.is_some()];
                div.actions { button { "Sign in" } }
            }
        },
    )
}

/// The consent page: the application, what it asks for, and the person.
pub(crate) fn consent(catapa: &Catapa, id: &str, user: &User, redirect_uri: &str) -> Response<Body> {
    let application = &catapa.settings.application_name;
    let name = user.display_name();
    page(
        StatusCode::OK,
        "Allow access",
        &html! {
            h1 { "Allow " (application) " to use your CATAPA account?" }
            div.person {
                span.initial aria-hidden="true" { (name.chars().next().unwrap_or('?').to_uppercase()) }
                div {
                    div { strong { (name) } }
                    @if let Some(email) = user.email_address() { div.quiet { (email) } }
                    div.quiet { "Tenant " strong { (user.tenant()) } }
                }
            }
            p { strong { (application) } " will be able to:" }
            ul {
                li { "see who you are: your name, e-mail, employee record and roles" }
                li { "use CATAPA on your behalf in the tenant " strong { (user.tenant()) } }
            }
            form method="post" action={ "/oauth2/consent/" (id) } {
                div.actions {
                    button name="decision" value="allow" { "Allow" }
                    button.second name="decision" value="deny" { "Deny" }
                }
                p.place { "Then you go back to " strong { (origin(redirect_uri)) } }
            }
        },
    )
}

/// A page where the sign-in ends, because the error must not go to a redirect URI.
pub(crate) fn problem(problem: Problem) -> Response<Body> {
    let (status, title, text) = problem.words();
    let mut response = page(
        status,
        title,
        &html! {
            h1 { (title) }
            p { (text) }
            p.quiet { "Go back to the application and start again. If that does not help, tell its developers." }
        },
    );
    response.extensions_mut().insert(Failed);
    response
}

impl Problem {
    fn words(self) -> (StatusCode, &'static str, &'static str) {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::UnknownClient => {
                (bad, "Unknown application", "The client_id is missing, or it belongs to no registered application.")
            }
            Self::UnknownRedirectUri => {
                (bad, "Unknown way back", "The redirect_uri is missing, or it is not exactly a registered one.")
            }
            Self::SignInOver => {
                (bad, "This sign-in is over", "It was finished already, it took too long, or it never began.")
            }
            Self::NoDecision => (bad, "No decision", "The form must say whether access is allowed or denied."),
            Self::TooManyRequests => {
                (StatusCode::TOO_MANY_REQUESTS, "Too many failed requests", "Please wait a little.")
            }
        }
    }
}

/// Where the person goes next, without the parts that mean nothing to a person.
fn origin(redirect_uri: &str) -> &str {
    let host = redirect_uri.find("://").map_or(0, |at| at + 3);
    let end = redirect_uri[host..].find(['/', '?']).map_or(redirect_uri.len(), |at| host + at);
    &redirect_uri[..end]
}

fn page(status: StatusCode, title: &str, content: &Markup) -> Response<Body> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · CATAPA (stand-in)" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    p.brand { (PreEscaped(MARK)) span { "CATAPA " small { "(stand-in)" } } }
                    (content)
                }
                footer { "A stand-in for tests: never type a real password here." }
            }
        }
    };
    let mut response = Response::new(Body::from(markup.into_string()));
    *response.status_mut() = status;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The page must not be cached, framed or decorated by anybody.
const HEADERS: [(header::HeaderName, &str); 5] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

const STYLE: &str = include_str!("pages.css");

/// The letter C on a plate.
const MARK: &str = r#"<svg viewBox="0 0 32 32" aria-hidden="true"><rect class="plate" width="32" height="32" rx="9"/><path class="stroke" d="M21.5 11.5a7 7 0 1 0 0 9"/></svg>"#;
