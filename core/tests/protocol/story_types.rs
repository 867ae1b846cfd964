//! The story and an application's types: every error passes through `?`, and the core needs no allocator.

use core::error::Error;

use catapa_signin::callback;
use catapa_signin::config::ConfigError;
use catapa_signin::error::{
    DoesNotFit, NotAStep, NotInTime, NotOurStep, NotRequested, Refusal, TenantRefusal, TokenRejected,
};
use catapa_signin::import::NotImported;
use catapa_signin::reply::{Ambiguity, BodyFault, NotHttp};
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{
    ApiError, AwaitingCallback, Client, Expired, Freshness, HaveCode, Method, NotAccepted, NotGranted, NotRefreshed,
    Reply, SignIn,
};

use crate::story::{BEGIN, CALLBACK, GRANT, LIFETIME, access_token, at, callback, config, entropy, token_reply_with};

#[test]
fn every_question_mark_goes_into_a_boxed_error() -> Result<(), Box<dyn Error + Send + Sync>> {
    let client = Client::new(config())?;
    let pending = SignIn::new(&client).begin(entropy(), at(BEGIN)).into_step();
    let kept = AwaitingCallback::from_bytes(&pending.to_bytes())?;
    let have_code = client.resume(kept)?.accept(&callback(), at(CALLBACK))?;
    let _ = have_code.token_request(at(CALLBACK))?;
    let mut raw = format!("HTTP/1.1 200 OK\r\n\r\n{}", token_reply_with(&access_token(), r#""r""#)).into_bytes();
    let authorized = have_code.finish(Reply::from_http1(&mut raw, 65_536)?, at(GRANT))?.to_owned_in::<String>()?;
    let mut body = br#"{"id":"u-1"}"#.to_owned();
    assert_eq!(authorized.read_user(Reply::new(200, &mut body))?.id(), "u-1");
    let _ = authorized.api_request(Method::Get, "/core/v1/employees?page=0")?;
    authorized.read_api(Reply::new(204, &mut []))?;
    if let Freshness::Expired(expired) = authorized.at(at(GRANT + LIFETIME)) {
        let mut body = token_reply_with(&access_token(), "null").into_bytes();
        let authorized = expired.finish(Reply::new(200, &mut body), at(GRANT + LIFETIME))?;
        assert_eq!(authorized.step().expose_refresh_token(), Some("r"));
    }
    Ok(())
}

#[test]
fn every_error_lives_on_its_own_and_travels_between_threads() {
    fn travels<E: Error + Send + Sync + 'static>() {}
    travels::<ApiError>();
    travels::<NotInTime>();
    travels::<ConfigError>();
    travels::<DoesNotFit>();
    travels::<NotAStep>();
    travels::<NotAccepted>();
    travels::<NotGranted<HaveCode>>();
    travels::<NotAccepted<()>>();
    travels::<NotGranted<()>>();
    travels::<NotRequested>();
    travels::<NotImported>();
    travels::<NotHttp>();
    travels::<NotOurStep<AwaitingCallback>>();
    travels::<NotOurStep<Expired<heapless::String<64>>>>();
    travels::<NotRefreshed<String>>();
    travels::<NotRefreshed<&'static str>>();
    travels::<NotAnApiPath>();
    travels::<Refusal>();
    travels::<TenantRefusal>();
    travels::<TokenRejected>();
    travels::<Ambiguity>();
    travels::<BodyFault>();
    travels::<callback::Fault>();
}

#[test]
fn every_step_can_be_kept_anywhere() {
    fn is_at_home_anywhere<T: Send + Sync + 'static>() {}
    #[derive(Clone)]
    struct App {
        _catapa: Client,
    }
    fn is_shared<T: Clone + Send + Sync + 'static>() {}
    is_shared::<App>();
    is_at_home_anywhere::<AwaitingCallback>();
    is_at_home_anywhere::<HaveCode>();
    is_at_home_anywhere::<catapa_signin::Authorized<String>>();
    is_at_home_anywhere::<Expired<heapless::String<4096>>>();
}

/// Text of a fixed size, for a device without an allocator.
type Fixed = heapless::String<1024>;

fn fixed(write: impl FnOnce(&mut Fixed) -> core::fmt::Result) -> Fixed {
    let mut text = Fixed::new();
    write(&mut text).expect("1,024 bytes are enough");
    text
}

#[test]
fn the_story_needs_no_allocator() {
    let client = Client::new(config()).unwrap();
    let pending = SignIn::new(&client).begin(entropy(), at(BEGIN));
    assert!(fixed(|out| pending.authorize_url().write_to(out)).starts_with("https://accounts.example.com/"));
    let kept: [u8; AwaitingCallback::SAVED_LEN] = pending.into_step().to_bytes();
    let pending = client.resume(AwaitingCallback::from_bytes(&kept).unwrap()).unwrap();
    let have_code = pending
        .accept("?code=c&tenant=gdplabs&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", at(CALLBACK))
        .unwrap();
    assert!(fixed(|out| have_code.token_request(at(CALLBACK)).unwrap().write_http1(out)).ends_with("%2Fcallback"));

    let mut received = *b"HTTP/1.1 200 OK\r\ncontent-length: 83\r\n\r\n\
        {\"access_token\":\"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.e30\",\"refresh_token\":\"r\",\"expires_in\":9}";
    let authorized = have_code.finish(Reply::from_http1(&mut received, 65_536).unwrap(), at(GRANT));
    assert!(authorized.is_err(), "the length is one byte short");
    let have_code = match authorized {
        Err(NotGranted::Ambiguous { step, .. }) => client.resume(step).unwrap(),
        _ => panic!("a reply that is cut keeps the code"),
    };
    let mut received = *b"HTTP/1.1 200 OK\r\n\r\n\
        {\"access_token\":\"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.e30\",\"refresh_token\":\"r\",\"expires_in\":9}";
    let authorized = have_code.finish(Reply::from_http1(&mut received, 65_536).unwrap(), at(GRANT)).unwrap();
    let authorized = authorized.to_owned_in::<heapless::String<64>>().unwrap();

    let mut received = *b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"u-1\"}";
    let user = authorized.read_user(Reply::from_http1(&mut received, 65_536).unwrap()).unwrap();
    let key = fixed(|out| user.key().write_to(out));
    assert_eq!(key, "https://api.example.com|gdplabs|u-1");

    let Freshness::Expired(expired) = authorized.at(at(GRANT + 5)) else { panic!("due") };
    assert!(fixed(|out| expired.refresh_request().write_http1(out)).ends_with("&refresh_token=r"));
    let mut received = *b"HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.e30\"}";
    let authorized = expired.finish(Reply::from_http1(&mut received, 65_536).unwrap(), at(GRANT + 5)).unwrap();
    assert_eq!(authorized.step().expose_refresh_token(), Some("r"));
}
