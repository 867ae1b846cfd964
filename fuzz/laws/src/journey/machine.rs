//! The sign-in itself, at whatever step it is, as an application keeps it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::error::{TenantRefusal, TokenRejected};
use catapa_signin::request::Body;
use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, Client, Expired, Explain as _, Freshness, HaveCode, Reply, SignIn, Step,
    UnixTime,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::{self, Model};
use crate::generate::{Answer, Callback, Operation};
use crate::world::{self, TENANT, saved};

pub(super) enum Machine {
    Nothing,
    Pending(AwaitingCallback),
    Code(HaveCode),
    Tokens(Authorized<String>),
    Expired(Expired<String>),
}

/// The code of an error, if there was one, and what became of the sign-in.
type After = (Option<&'static str>, Machine);

impl Machine {
    pub(super) fn after(self, operation: Operation, client: &'static Client, now: u64, serial: u32) -> After {
        let at = UnixTime::from_secs(now);
        match operation {
            Operation::Begin => {
                let entropy = [model::entropy(serial); 64];
                (None, Self::Pending(SignIn::new(client).begin(entropy, at).into_step()))
            }
            Operation::Callback(callback) => self.called_back(callback, client, at),
            Operation::Answer(answer) => self.answered(answer, client, at, serial),
            Operation::Look => self.looked_at(client, at),
            Operation::SaveAndResume => (None, self.saved_and_resumed(client)),
            Operation::Use => (None, self.used(client)),
            Operation::Reject => (None, self.rejected(client, None)),
            Operation::RejectOld => (None, self.rejected(client, Some(rejection_of_another()))),
            Operation::ChangeList | Operation::Forward(_) | Operation::Back(_) => (None, self),
        }
    }

    /// What can be seen of it from outside.
    pub(super) fn seen(&self) -> Model {
        match self {
            Self::Nothing => Model::Nothing,
            Self::Pending(step) => Model::Pending { serial: serial(step), since: step.started_at().as_secs() },
            Self::Code(step) => Model::Code { tenant: step.tenant().to_string(), since: step.accepted_at().as_secs() },
            Self::Tokens(step) => Model::Tokens {
                tenant: step.tenant().to_string(),
                access: step.expose_access_token().into(),
                refresh: step.expose_refresh_token().map(Into::into),
                since: step.granted_at().as_secs(),
                end: step.expires_at().map(UnixTime::as_secs),
            },
            Self::Expired(step) => {
                Model::Expired { tenant: step.tenant().to_string(), refresh: step.expose_refresh_token().into() }
            }
        }
    }

    fn saved_and_resumed(self, client: &Client) -> Self {
        fn again<S: Serialize + DeserializeOwned + Step>(client: &Client, step: &S) -> S {
            let text = saved(step);
            let again = serde_json::from_str(&text).expect("what was saved can be read");
            assert_eq!(saved(&again), text);
            client.resume(again).expect("our own step").into_step()
        }
        match self {
            Self::Nothing => Self::Nothing,
            Self::Pending(step) => {
                let bytes = step.to_bytes();
                assert_eq!(again(client, &step).to_bytes(), bytes, "two saved forms say the same");
                Self::Pending(AwaitingCallback::from_bytes(&bytes).expect("what was saved can be read"))
            }
            Self::Code(step) => Self::Code(again(client, &step)),
            Self::Tokens(step) => Self::Tokens(again(client, &step)),
            Self::Expired(step) => Self::Expired(again(client, &step)),
        }
    }

    fn called_back(self, callback: Callback, client: &'static Client, now: UnixTime) -> After {
        let Self::Pending(step) = self else { return (None, self) };
        let before = step.to_bytes();
        let query = callback.query(&model::csrf_token(serial(&step)), model::CODE, TENANT);
        match client.resume(step).expect("our own step").accept(&query, now) {
            Ok(have_code) => (None, Self::Code(have_code.into_step())),
            Err(why) => {
                let code = why.code();
                let after = why.into_step().map_or(Self::Nothing, |step| {
                    assert_eq!(step.to_bytes(), before, "nothing is lost");
                    Self::Pending(step)
                });
                (Some(code), after)
            }
        }
    }

    fn answered(self, answer: Answer, client: &'static Client, now: UnixTime, serial: u32) -> After {
        let body = |tenant: &str| answer.body(tenant, serial).into_bytes();
        match self {
            Self::Code(step) => {
                let (mut body, before) = (body(step.tenant().as_str()), saved(&step));
                let sign_in = client.resume(step).expect("our own step");
                match sign_in.finish(answer.reply(&mut body), now) {
                    Ok(authorized) => (None, Self::Tokens(authorized.to_owned_in().expect("a String").into_step())),
                    Err(why) => (
                        Some(why.code()),
                        why.into_step().map_or(Self::Nothing, |step| {
                            assert_eq!(saved(&step), before, "nothing is lost");
                            Self::Code(step)
                        }),
                    ),
                }
            }
            Self::Expired(step) => {
                let (mut body, before) = (body(step.tenant().as_str()), saved(&step));
                let sign_in = client.resume(step).expect("our own step");
                sends_its_refresh_token(&sign_in);
                match sign_in.finish(answer.reply(&mut body), now) {
                    Ok(authorized) => (None, Self::Tokens(authorized.into_step())),
                    Err(why) => (
                        Some(why.code()),
                        why.into_step().map_or(Self::Nothing, |step| {
                            assert_eq!(saved(&step), before, "nothing is lost");
                            Self::Expired(step)
                        }),
                    ),
                }
            }
            other => (None, other),
        }
    }

    fn looked_at(self, client: &'static Client, now: UnixTime) -> After {
        match self {
            Self::Code(step) => {
                let sign_in = client.resume(step).expect("our own step");
                (sign_in.token_request(now).err().map(|why| why.code()), Self::Code(sign_in.into_step()))
            }
            Self::Tokens(step) => (None, Self::of(client.resume(step).expect("our own step").at(now))),
            other => (None, other),
        }
    }

    fn used(self, client: &'static Client) -> Self {
        let Self::Tokens(step) = self else { return self };
        let sign_in = client.resume(step).expect("our own step");
        let mut body = *br#"{"id":"42"}"#;
        let is_shut = core::ptr::eq(client, world::shut());
        match (sign_in.read_user(Reply::new(200, &mut body)), is_shut) {
            (Ok(user), false) => assert_eq!(user.tenant().as_str(), sign_in.step().tenant().as_str()),
            (Err(ApiError::TenantRefused(TenantRefusal::NotWelcome)), true) => {}
            other => panic!("{other:?}"),
        }
        Self::Tokens(sign_in.into_step())
    }

    /// By a proof about another token, or about its own.
    fn rejected(self, client: &'static Client, proof: Option<TokenRejected>) -> Self {
        let Self::Tokens(step) = self else { return self };
        let sign_in = client.resume(step).expect("our own step");
        let proof = proof.unwrap_or_else(|| rejection_of(&sign_in));
        Self::of(sign_in.rejected(proof))
    }

    fn of(freshness: Freshness<'_, String>) -> Self {
        match freshness {
            Freshness::Fresh(authorized) => Self::Tokens(authorized.into_step()),
            Freshness::Expired(expired) => Self::Expired(expired.into_step()),
            Freshness::Over => Self::Nothing,
        }
    }
}

fn sends_its_refresh_token(sign_in: &SignIn<'_, Expired<String>>) {
    let request = sign_in.refresh_request();
    let Body::Form(form) = request.body() else { panic!("a token request has a form") };
    assert!(form.pairs().any(|pair| pair == ("refresh_token", sign_in.step().expose_refresh_token())));
}

/// Every byte of a journey's CSRF token, which the browser brings to CATAPA, is the number of its beginning.
fn serial(step: &AwaitingCallback) -> u32 {
    let copy = AwaitingCallback::from_bytes(&step.to_bytes()).expect("what was saved can be read");
    let url = world::client().resume(copy).expect("our own step").authorize_url().to_string();
    let mut parameters = form_urlencoded::parse(url.as_bytes());
    let (_, token) = parameters.find(|(name, _)| name == "state").expect("a CSRF token");
    u32::from(URL_SAFE_NO_PAD.decode(token.as_bytes()).expect("a token of ours")[0])
}

fn rejection_of(sign_in: &SignIn<'_, Authorized<String>>) -> TokenRejected {
    match sign_in.read_api(Reply::new(401, &mut [])) {
        Err(ApiError::TokenRejected(proof)) => proof,
        other => panic!("{other:?} is no answer to a 401"),
    }
}

fn rejection_of_another() -> TokenRejected {
    rejection_of(&world::authorized())
}
