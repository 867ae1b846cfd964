//! The machine against a reference model: any story in, two outcomes compared after each of its events.

mod reference;

use std::collections::BTreeSet;

use catapa_signin::error::TokenRejected;
use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, Client, ClientConfig, Expired, Explain as _, Freshness, HaveCode,
    NotAccepted, NotGranted, NotRefreshed, Reply, SignIn, Tenants, UnixTime,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::story::{BEGIN, CODE, CSRF_TOKEN, Story, TENANT, config, entropy, jwt};
use reference::{LAST, Seen, expected};

/// What can happen to a sign-in, at whichever step it is.
#[derive(Clone, Debug)]
enum Event {
    Callback(Came),
    /// May the request be sent; is the token still good?
    Ask,
    Reply(Said),
    /// A 401 to an API request, under this sign-in's token or another.
    Rejected {
        ours: bool,
    },
    /// The application writes the step down, stops, starts, and takes it up.
    Restart,
    /// The clock moves, either way.
    Clock(i64),
}

#[derive(Clone, Debug)]
enum Came {
    Granted,
    Forged,
    Denied,
    Empty,
    Unwelcome,
}

#[derive(Clone, Debug)]
enum Said {
    Tokens { tenant: Named, access: u8, refresh: Option<&'static str>, expires_in: Option<u64> },
    Wait,
    NotThisClient,
    No,
    Fault,
    CutShort,
}

/// The tenant in an access token.
#[derive(Clone, Debug)]
enum Named {
    Ours,
    Another,
    Nobody,
}

fn token(number: &u8) -> String {
    jwt(&format!(r#"{{"tenant":"{TENANT}","jti":{number}}}"#))
}

impl Came {
    fn query(&self) -> String {
        match self {
            Self::Granted => format!("code={CODE}&state={CSRF_TOKEN}&tenant={TENANT}"),
            Self::Forged => format!("code={CODE}&state={}&tenant={TENANT}", CSRF_TOKEN.to_lowercase()),
            Self::Denied => format!("state={CSRF_TOKEN}&error=access_denied"),
            Self::Empty => format!("state={CSRF_TOKEN}"),
            Self::Unwelcome => format!("code={CODE}&state={CSRF_TOKEN}&tenant=other"),
        }
    }
}

impl Said {
    fn status_and_body(&self) -> (u16, String) {
        let error = |status, code| (status, format!(r#"{{"error":"{code}"}}"#));
        match self {
            Self::Tokens { tenant, access, refresh, expires_in } => {
                let access = match tenant {
                    Named::Ours => token(access),
                    Named::Another => jwt(r#"{"tenant":"other"}"#),
                    Named::Nobody => jwt("{}"),
                };
                let reply = serde_json::json!(
                    { "access_token": access, "refresh_token": refresh, "expires_in": expires_in });
                (200, reply.to_string())
            }
            Self::Wait => (429, String::new()),
            Self::NotThisClient => error(401, "invalid_client"),
            Self::No => error(400, "invalid_grant"),
            Self::Fault => error(500, "server_error"),
            Self::CutShort => (200, "{".to_owned()),
        }
    }

    /// Hands the reply to a step.
    fn to<T>(&self, finish: impl FnOnce(Reply<'_>) -> T) -> T {
        let (status, body) = self.status_and_body();
        let mut body = body.into_bytes();
        let reply = Reply::new(status, &mut body);
        finish(if matches!(self, Self::CutShort) { reply.cut_short() } else { reply })
    }
}

/// The real thing, at one of its steps.
enum Machine<'c> {
    AwaitingCallback(SignIn<'c, AwaitingCallback>),
    HaveCode(SignIn<'c, HaveCode>),
    Authorized(SignIn<'c, Authorized<String>>),
    Expired(SignIn<'c, Expired<String>>),
    Over,
}

impl<'c> Machine<'c> {
    /// What the event says for itself, and what becomes of the sign-in.
    fn after(self, client: &'c Client, event: &Event, now: UnixTime) -> (&'static str, Self) {
        match (self, event) {
            (Self::AwaitingCallback(sign_in), Event::Callback(came)) => match sign_in.accept(&came.query(), now) {
                Ok(have_code) => ("", Self::HaveCode(have_code)),
                Err(error) => (error.code(), Self::not_accepted(client, error)),
            },
            (Self::HaveCode(sign_in), Event::Ask) => {
                (sign_in.token_request(now).err().map_or("", |error| error.code()), Self::HaveCode(sign_in))
            }
            (Self::HaveCode(sign_in), Event::Reply(said)) => said.to(|reply| match sign_in.finish(reply, now) {
                Ok(authorized) => ("", Self::Authorized(authorized.to_owned_in().unwrap())),
                Err(error) => (error.code(), Self::not_granted(client, error)),
            }),
            (Self::Expired(sign_in), Event::Reply(said)) => said.to(|reply| match sign_in.finish(reply, now) {
                Ok(authorized) => ("", Self::Authorized(authorized)),
                Err(error) => (error.code(), Self::not_refreshed(client, error)),
            }),
            (Self::Authorized(sign_in), Event::Ask) => ("", Self::living(sign_in.at(now))),
            (Self::Authorized(sign_in), Event::Rejected { ours }) => {
                let proof = if *ours { proof_about(&sign_in) } else { proof_about(&Story::default().authorized()) };
                ("", Self::living(sign_in.rejected(proof)))
            }
            (machine, Event::Restart) => ("", machine.restarted(client)),
            (machine, _) => ("", machine),
        }
    }

    fn not_accepted(client: &'c Client, error: NotAccepted) -> Self {
        match error.into_step() {
            Some(step) => Self::AwaitingCallback(client.resume(step).unwrap()),
            None => Self::Over,
        }
    }

    fn not_granted(client: &'c Client, error: NotGranted) -> Self {
        match error.into_step() {
            Some(step) => Self::HaveCode(client.resume(step).unwrap()),
            None => Self::Over,
        }
    }

    fn not_refreshed(client: &'c Client, error: NotRefreshed<String>) -> Self {
        match error.into_step() {
            Some(step) => Self::Expired(client.resume(step).unwrap()),
            None => Self::Over,
        }
    }

    fn living(lifetime: Freshness<'c, String>) -> Self {
        match lifetime {
            Freshness::Fresh(sign_in) => Self::Authorized(sign_in),
            Freshness::Expired(sign_in) => Self::Expired(sign_in),
            Freshness::Over => Self::Over,
        }
    }

    fn restarted(self, client: &'c Client) -> Self {
        fn reread<S: Serialize + DeserializeOwned>(step: S) -> S {
            serde_json::from_str(&serde_json::to_string(&step).unwrap()).unwrap()
        }
        match self {
            Self::AwaitingCallback(sign_in) => {
                Self::AwaitingCallback(client.resume(reread(sign_in.into_step())).unwrap())
            }
            Self::HaveCode(sign_in) => Self::HaveCode(client.resume(reread(sign_in.into_step())).unwrap()),
            Self::Authorized(sign_in) => Self::Authorized(client.resume(reread(sign_in.into_step())).unwrap()),
            Self::Expired(sign_in) => Self::Expired(client.resume(reread(sign_in.into_step())).unwrap()),
            Self::Over => Self::Over,
        }
    }

    fn seen(&self) -> Seen {
        let secs = |moment: UnixTime| i128::from(moment.as_secs());
        match self {
            Self::AwaitingCallback(sign_in) => Seen::AwaitingCallback { started_at: secs(sign_in.step().started_at()) },
            Self::HaveCode(sign_in) => Seen::HaveCode { accepted_at: secs(sign_in.step().accepted_at()) },
            Self::Authorized(sign_in) => Seen::Authorized {
                access: sign_in.step().expose_access_token().to_owned(),
                refresh: sign_in.step().expose_refresh_token().map(str::to_owned),
                granted_at: secs(sign_in.step().granted_at()),
                expires_at: sign_in.step().expires_at().map(secs),
            },
            Self::Expired(sign_in) => Seen::Expired { refresh: sign_in.step().expose_refresh_token().to_owned() },
            Self::Over => Seen::Over,
        }
    }
}

fn proof_about(sign_in: &SignIn<'_, Authorized<String>>) -> TokenRejected {
    match sign_in.read_api(Reply::new(401, &mut [])) {
        Err(ApiError::TokenRejected(proof)) => proof,
        other => panic!("a 401 is a proof, not {other:?}"),
    }
}

/// Tells a story to both, and gives what was seen and said after each event.
fn told(start: i128, events: &[Event]) -> Vec<(&'static str, Seen)> {
    let client = Client::new(ClientConfig { tenants: Tenants::Only(&[TENANT]), ..config() }).unwrap();
    let moment = |secs: i128| UnixTime::from_secs(u64::try_from(secs).unwrap());
    let mut now = start;
    let mut machine = Machine::AwaitingCallback(SignIn::new(&client).begin(entropy(), moment(now)));
    let mut model = Seen::AwaitingCallback { started_at: now };
    let mut outcomes = Vec::new();
    for (index, event) in events.iter().enumerate() {
        if let Event::Clock(secs) = event {
            now = (now + i128::from(*secs)).clamp(0, LAST);
        }
        let (says, after) = machine.after(&client, event, moment(now));
        let reference = expected(model, event, now);
        assert_eq!((says, after.seen()), reference, "after event {index} at {now} of {events:?}");
        machine = after;
        model = reference.1.clone();
        outcomes.push(reference);
    }
    outcomes
}

/// Mostly what goes on as it should, so that stories get far, and every kind of mishap on the way.
fn event() -> impl Strategy<Value = Event> {
    use prop::sample::select;
    let tenant = prop_oneof![8 => Just(Named::Ours), 1 => Just(Named::Another), 1 => Just(Named::Nobody)];
    let refresh = select(vec![None, Some(""), Some("r1"), Some("r2"), Some("r3")]);
    let expires_in = select(vec![None, Some(0), Some(1), Some(119), Some(121), Some(86_400), Some(u64::MAX)]);
    let tokens = (tenant, any::<u8>(), refresh, expires_in);
    let tokens = tokens.prop_map(|(tenant, access, refresh, expires_in)| {
        Event::Reply(Said::Tokens { tenant, access, refresh, expires_in })
    });
    let mishap = select(vec![Said::Wait, Said::NotThisClient, Said::No, Said::Fault, Said::CutShort]);
    let stray = select(vec![Came::Forged, Came::Denied, Came::Empty, Came::Unwelcome]);
    let ticks = vec![1, 59, 60, 61, 299, 300, 599, 600, 86_340, 86_400];
    let jumps = vec![-1, -60, -61, -86_400, i64::MIN, i64::MAX];
    prop_oneof![
        4 => Just(Event::Callback(Came::Granted)),
        1 => stray.prop_map(Event::Callback),
        6 => tokens,
        1 => mishap.prop_map(Event::Reply),
        4 => Just(Event::Ask),
        2 => any::<bool>().prop_map(|ours| Event::Rejected { ours }),
        2 => Just(Event::Restart),
        3 => select(ticks).prop_map(Event::Clock),
        1 => select(jumps).prop_map(Event::Clock),
    ]
}

/// When it begins, most often at the ends of time, and what happens.
fn story() -> impl Strategy<Value = (i128, Vec<Event>)> {
    let start = prop::sample::select(vec![0, 59, 61, i128::from(BEGIN), LAST - 600, LAST - 59, LAST]);
    (start, prop::collection::vec(event(), 0..16))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn whatever_happens_the_machine_and_the_model_say_and_show_the_same((start, events) in story()) {
        told(start, &events);
    }
}

#[test]
fn the_generated_stories_reach_every_step_and_every_word() {
    let mut runner = TestRunner::deterministic();
    let (mut steps, mut words) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..1_000 {
        let (start, events) = story().new_tree(&mut runner).unwrap().current();
        for (word, seen) in told(start, &events) {
            steps.insert(format!("{seen:?}").split(' ').next().unwrap().to_owned());
            words.insert(word);
        }
    }
    assert_eq!(
        steps.into_iter().collect::<Vec<_>>(),
        ["Authorized", "AwaitingCallback", "Expired", "HaveCode", "Over"]
    );
    assert_eq!(words.len(), 16, "{words:?}");
}
