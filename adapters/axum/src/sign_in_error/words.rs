//! What a person reads: what happened, and what to do next.

use catapa_signin::ApiError;
use catapa_signin::error::{ErrorCode, TenantRefusal};
use catapa_signin_tokens::{NotDeserialized, NotFresh};
use http::StatusCode;

use super::SignInError;

/// A failure in words.
pub(crate) struct Words {
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    /// What happened.
    pub(crate) text: &'static str,
    pub(crate) next: Next,
}

/// The way on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// Sign in, once more or for the first time.
    SignIn,
    /// Go on with what is there.
    Home,
}

const SETUP: &str = "This application is not set up as CATAPA expects. Its operators have to mend that; you have done \
                     nothing wrong.";
const AWAY: &str = "CATAPA cannot be reached at the moment. Nothing was sent. Please try again in a few minutes.";
const BUSY: &str = "CATAPA asks everybody to wait a little. Please sign in again after that.";
const NOT_SURE: &str = "CATAPA was asked to finish your sign-in, and gave no clear answer. It is not asked twice by \
                        itself: sign in again, which most often needs no password.";
const STORE: &str = "This application cannot reach its own store at the moment. Please try again in a few minutes.";
const OVER: &str = "Your sign-in has come to its end. Please sign in again.";
const NOT_WELCOME: &str = "You have signed in at CATAPA for a company whose people cannot use this application. Sign in \
                           with an account of another company, or ask the application's operators.";
const COULD_NOT_ANSWER: (StatusCode, &str, &str, Next) = (
    StatusCode::BAD_GATEWAY,
    "CATAPA could not answer",
    "Something went wrong at CATAPA. Please try again in a few minutes.",
    Next::Home,
);

impl SignInError {
    pub(crate) fn words(&self) -> Words {
        use StatusCode as Is;

        let (status, title, text, next) = match self {
            Self::ForeignSignIn => (
                Is::FORBIDDEN,
                "Please sign in from here",
                "Another site tried to start a sign-in inside of its own page. Nothing was started.",
                Next::SignIn,
            ),
            Self::ForeignSignOut => (
                Is::FORBIDDEN,
                "You are still signed in",
                "Another site tried to sign you out. Use the button of this application for that.",
                Next::Home,
            ),
            Self::NoCookie => (
                Is::BAD_REQUEST,
                "We do not know this sign-in",
                "This browser has no sign-in that waits for an answer. It began in another browser, it took too long, \
                 or cookies are blocked. Allow cookies for this site, and sign in from this browser.",
                Next::SignIn,
            ),
            Self::OtherSignIn => (
                Is::BAD_REQUEST,
                "This answer is for another sign-in",
                "It does not belong to a sign-in of this browser. If somebody sent you a link to this page, do not \
                 trust it. A sign-in that you began yourself still waits: finish it where you left it, or begin anew.",
                Next::SignIn,
            ),
            Self::CookieUnreadable => (
                Is::BAD_REQUEST,
                "This sign-in cannot be read",
                "The cookie of this sign-in was changed, or this application has changed its keys meanwhile.",
                Next::SignIn,
            ),
            Self::NotOurs(_) => (
                Is::BAD_REQUEST,
                "Not the answer that we wait for",
                "What arrived is not what CATAPA sends. Nothing is lost: finish your sign-in where you left it, or \
                 begin anew.",
                Next::SignIn,
            ),
            Self::TooLate => (
                Is::BAD_REQUEST,
                "This sign-in took too long",
                "For your safety it waits for a few minutes only. Please sign in again.",
                Next::SignIn,
            ),
            Self::AlreadyUsed => (
                Is::CONFLICT,
                "This sign-in is finished",
                "Its answer was used already, as after a reload or the back button. Nothing was sent again.",
                Next::Home,
            ),
            Self::Denied(refusal) => match refusal.error_code() {
                _ if refusal.is_by_the_person() => (
                    Is::FORBIDDEN,
                    "You are not signed in",
                    "The request for permission was denied at CATAPA, so this application knows nothing about you.",
                    Next::SignIn,
                ),
                ErrorCode::InvalidRequest | ErrorCode::UnauthorizedClient | ErrorCode::InvalidScope => {
                    (Is::INTERNAL_SERVER_ERROR, "CATAPA refused this application", SETUP, Next::Home)
                }
                _ => (
                    Is::BAD_GATEWAY,
                    "CATAPA could not sign you in",
                    "Something went wrong at CATAPA. Please sign in again.",
                    Next::SignIn,
                ),
            },
            Self::TenantNotWelcome | Self::TenantRefused(TenantRefusal::NotWelcome) => {
                (Is::FORBIDDEN, "Your company cannot sign in here", NOT_WELCOME, Next::SignIn)
            }
            Self::TenantRefused(_) | Self::Api(ApiError::TenantRefused(_)) => (
                Is::BAD_GATEWAY,
                "CATAPA's answer is for another company",
                "The company that you signed in for is not the one that CATAPA vouches for. Please sign in again.",
                Next::SignIn,
            ),
            Self::Unusable(_) => (
                Is::BAD_GATEWAY,
                "CATAPA's answer cannot be used",
                "It lacks something that belongs to it. Please sign in again.",
                Next::SignIn,
            ),
            Self::RateLimited { .. } => (Is::SERVICE_UNAVAILABLE, "CATAPA asks you to wait", BUSY, Next::SignIn),
            Self::ClientRefused(_) | Self::NotFresh(NotFresh::ClientRefused(_)) => {
                (Is::INTERNAL_SERVER_ERROR, "CATAPA refused this application", SETUP, Next::Home)
            }
            Self::Refused(_) => (
                Is::BAD_GATEWAY,
                "CATAPA refused this sign-in",
                "It was used before, took too long, or was revoked. Please sign in again.",
                Next::SignIn,
            ),
            Self::Unreachable(_) | Self::NotFresh(NotFresh::NotSent(_)) => {
                (Is::SERVICE_UNAVAILABLE, "CATAPA cannot be reached", AWAY, Next::SignIn)
            }
            Self::NoReply(_) => (Is::GATEWAY_TIMEOUT, "CATAPA did not answer", NOT_SURE, Next::SignIn),
            Self::Ambiguous(_) => (Is::BAD_GATEWAY, "CATAPA gave no clear answer", NOT_SURE, Next::SignIn),
            Self::Api(why) => api(why),
            Self::NotDeserialized(NotDeserialized::NotJson { .. }) => COULD_NOT_ANSWER,
            Self::SignInFirst => (
                Is::UNAUTHORIZED,
                "Please sign in",
                "This page is for people who are signed in. What you have just sent was not taken.",
                Next::SignIn,
            ),
            Self::NotFresh(why) => not_fresh(why),
            Self::NotKept(_) | Self::Session(_) => (Is::SERVICE_UNAVAILABLE, "A moment, please", STORE, Next::Home),
            Self::Path(_)
            | Self::NotSerialized(_)
            | Self::NotDeserialized(_)
            | Self::NoSessionLayer
            | Self::NoEntropy => (
                Is::INTERNAL_SERVER_ERROR,
                "Something is wrong here",
                "This application has a fault that its operators have to mend.",
                Next::Home,
            ),
        };
        Words { status, title, text, next }
    }
}

fn api(why: &ApiError) -> (StatusCode, &'static str, &'static str, Next) {
    match why {
        ApiError::Forbidden { .. } => (
            StatusCode::FORBIDDEN,
            "CATAPA does not allow this",
            "Your account has no right to this at CATAPA. Ask whoever administers it in your company.",
            Next::Home,
        ),
        ApiError::RateLimited { .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, "CATAPA asks you to wait", "Please try again after that.", Next::Home)
        }
        ApiError::TokenRejected(_) => {
            (StatusCode::BAD_GATEWAY, "CATAPA no longer accepts this sign-in", "Please sign in again.", Next::SignIn)
        }
        _ => COULD_NOT_ANSWER,
    }
}

fn not_fresh(why: &NotFresh) -> (StatusCode, &'static str, &'static str, Next) {
    match why {
        NotFresh::RateLimited { .. } | NotFresh::Busy { .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, "A moment, please", "Please try again after that.", Next::Home)
        }
        NotFresh::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "A moment, please", STORE, Next::Home),
        NotFresh::Ambiguous(_) => (StatusCode::BAD_GATEWAY, "Please sign in again", NOT_SURE, Next::SignIn),
        why if why.sign_in_again() => (StatusCode::UNAUTHORIZED, "Please sign in again", OVER, Next::SignIn),
        _ => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something is wrong here",
            "This application has a fault that its operators have to mend.",
            Next::Home,
        ),
    }
}
