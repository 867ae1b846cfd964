//! Every refusal is a page that says what happened and what to do next, on a desk and on a phone.

use catapa_browser_tests::{Application, Screen, Setup, seen};
use catapa_signin::Tenants;
use catapa_stand_in::{Fault, Path};

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn whatever_catapa_answers_is_a_page_with_a_way_on_and_the_next_sign_in_succeeds() {
    let application = Application::start();
    let oauth = Fault::oauth_error;
    let other_tenant = Fault::altered().claim("tenant", r#""other""#);
    let rows = [
        ("rate-limited", Path::Token, Fault::too_many_requests(90), "CATAPA asks you to wait", "token.rate_limited"),
        (
            "client-refused",
            Path::Token,
            oauth(401, "invalid_client"),
            "CATAPA refused this application",
            "refused.invalid_client",
        ),
        (
            "code-refused",
            Path::Token,
            oauth(400, "invalid_grant"),
            "CATAPA refused this sign-in",
            "refused.invalid_grant",
        ),
        ("unclear", Path::Token, Fault::answer(503), "CATAPA gave no clear answer", "reply.status"),
        ("no-reply", Path::Token, Fault::reset(), "CATAPA did not answer", "send.ambiguous"),
        ("tenant-differs", Path::Token, other_tenant, "CATAPA's answer is for another company", "tenant.differs"),
        ("api-failed", Path::UsersMe, Fault::answer(500), "CATAPA could not answer", "api.status"),
    ];
    seen(Screen::Desk, async |siti| {
        for (picture, path, fault, heading, code) in rows {
            application.stand_in.fault(path, fault);
            siti.opens(&application.url("/orders")).await;
            siti.allows().await;
            siti.is_refused(heading, code).await;
            siti.is_pictured(picture).await;
            assert_eq!(siti.count(".actions a.button").await, 1, "{picture}");
        }
        siti.opens(&application.url("/orders")).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn what_catapa_describes_is_shown_as_text_and_never_as_markup() {
    let application = Application::start();
    let description = "<b>Maintenance</b> until 05:00 <script>document.title = 'taken'</script>";
    application.stand_in.fault(Path::Authorize, Fault::callback_error("server_error", Some(description)));
    application.stand_in.fault(Path::Authorize, Fault::callback_error("unauthorized_client", None));
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders")).await;
        siti.is_refused("CATAPA could not sign you in", "refused.server_error").await;
        let said = siti.text(".said").await;
        assert!(said.contains(description), "{said}");
        assert_eq!(siti.count(".said b, .said script").await, 0);
        siti.is_pictured("server-error").await;
        siti.opens(&application.url("/orders")).await;
        siti.is_refused("CATAPA refused this application", "refused.unauthorized_client").await;
        siti.is_pictured("not-set-up").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_company_that_is_not_welcome_is_told_so_and_sends_nothing() {
    let application = Application::with(Setup { tenants: Tenants::Only(&["acme"]), ..Setup::default() });
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders")).await;
        siti.allows().await;
        siti.is_refused("Your company cannot sign in here", "callback.tenant_not_welcome").await;
        siti.is_pictured("not-welcome").await;
        assert_eq!(application.token_posts(), 0);
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_callback_without_anything_in_it_is_not_what_a_sign_in_waits_for() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/catapa/callback")).await;
        siti.is_refused("Not the answer that we wait for", "web.not_ours").await;
        siti.is_pictured("not-ours").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_form_that_is_sent_after_the_session_is_gone_asks_to_sign_in_first() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders")).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
        siti.clears_cookies().await;
        siti.clicks("Order again").await;
        siti.is_refused("Please sign in", "web.sign_in_first").await;
        siti.is_pictured("sign-in-first").await;
        siti.clicks("Sign in with CATAPA").await;
        siti.allows().await;
        siti.sees("Siti Rahayu").await;
    });
}
