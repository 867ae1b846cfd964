//! What an error says, and what it must not.

use core::error::Error;
use core::fmt::Write as _;

use catapa_signin::Method;
use catapa_stand_in::{Fault, Path};

use crate::conformance::trial::Trial;
use crate::conformance::world::NOW;

/// Everything that an error and its sources say.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        // Writing to a String cannot fail.
        let _ = write!(text, "{error}\n{error:?}\n{error:#?}\n");
        next = error.source();
    }
    text
}

pub(in crate::conformance) async fn an_error_shows_no_secret_and_names_nobody(trial: &Trial<'_>) {
    let world = trial.world();
    let before = trial.ready(&world);
    for (case, fault) in
        [("a reset", Fault::reset()), ("an end", Fault::close()), ("a silent server", Fault::silence())]
    {
        let Some(authorized) = trial.signed_in(&world, &before).await else { return };
        let have_code = world.have_code();
        // A fresh client for each, because over a kept connection a GET may be asked once more.
        world.next(Path::Token, fault.clone());
        let Ok(token_request) = have_code.token_request(NOW) else { return };
        let no_tokens = trial.impatient(&world).send(&token_request).await;
        world.next(Path::Employees, fault);
        let Ok(api_request) = authorized.api_request(Method::Get, "/core/v1/employees?name=Siti") else { return };
        let no_employees = trial.impatient(&world).send(&api_request).await;

        let code = world.catapa.requests_to(Path::Token).pop().and_then(|request| request.form("code"));
        let planted = [
            ("a client secret", Some("stand-in-secret".to_owned())),
            // Base64 of "stand-in-client:stand-in-secret", without its end.
            ("Basic credentials", Some("c3RhbmQtaW4tY2xpZW50OnN0YW5kLWluLXNlY3Jld".to_owned())),
            ("a code", code),
            ("an access token", Some(authorized.step().expose_access_token().to_owned())),
            ("a name", Some("Siti".to_owned())),
        ];
        for sent in [no_tokens, no_employees] {
            trial.expect_that(case, "no reply", sent.is_err(), "a reply");
            let shown = sent.err().map_or_else(String::new, |why| told(&why));
            for (what, secret) in &planted {
                let is_shown = secret.as_ref().is_some_and(|secret| shown.contains(secret));
                trial.expect_that(case, "an error without a secret or a name", !is_shown, what);
            }
        }
    }
}
