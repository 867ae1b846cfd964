//! Refresh tokens, and the families that they belong to.

use catapa_stand_in::{Fault, Path};

use crate::application::{Application, BASIC};

#[test]
fn a_refresh_gives_a_new_pair_and_the_old_access_token_lives_on() {
    let application = Application::new();
    let first = application.tokens();
    let second = application.refresh(&first.refresh).tokens();
    assert_ne!(first.access, second.access);
    assert_ne!(first.refresh, second.refresh);
    assert_eq!(application.users_me(&first).status, 200);
    assert_eq!(application.users_me(&second).status, 200);
}

#[test]
fn a_reused_refresh_token_ends_its_family_and_no_other() {
    let application = Application::new();
    let first = application.tokens();
    let other_sign_in = application.tokens();
    let second = application.refresh(&first.refresh).tokens();

    assert_eq!(application.refresh(&first.refresh).error(), (400, "invalid_grant".into()));

    assert_eq!(application.refresh(&second.refresh).error(), (400, "invalid_grant".into()));
    assert_eq!(application.users_me(&second).status, 401);
    assert_eq!(application.users_me(&other_sign_in).status, 200);
    assert_eq!(application.refresh(&other_sign_in.refresh).status, 200);
}

#[test]
fn a_refresh_token_is_good_at_its_tenant_alone_and_stays_good_after_a_wrong_one() {
    let application = Application::new();
    let tokens = application.tokens();
    let form = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
    let elsewhere = [("authorization", BASIC), ("tenant", "catapa")];
    let refused = application.post("/oauth/token", &elsewhere, &form);
    assert_eq!(refused.error(), (400, "invalid_grant".into()));
    assert_eq!(application.refresh(&tokens.refresh).status, 200);
}

#[test]
fn an_access_token_or_a_code_is_no_refresh_token() {
    let application = Application::new();
    let code = application.code();
    assert_eq!(application.refresh(&code).error(), (400, "invalid_grant".into()));
    let tokens = application.exchange(&code).tokens();
    assert_eq!(application.refresh(&tokens.access).error(), (400, "invalid_grant".into()));
}

#[test]
fn without_rotation_the_refresh_token_stays() {
    let always = Application::with(|builder| builder.rotation(false));
    let tokens = always.tokens();
    for _ in 0..2 {
        assert_eq!(always.refresh(&tokens.refresh).tokens().refresh, tokens.refresh);
    }

    let once = Application::new();
    let tokens = once.tokens();
    once.stand_in.fault(Path::Token, Fault::altered().keeps_refresh_token());
    assert_eq!(once.refresh(&tokens.refresh).tokens().refresh, tokens.refresh);
    assert_ne!(once.refresh(&tokens.refresh).tokens().refresh, tokens.refresh);
}

#[test]
fn a_reply_without_a_refresh_token_leaves_the_old_one_good() {
    let application = Application::new();
    let tokens = application.tokens();
    for fault in [
        Fault::altered().without_member("refresh_token"),
        Fault::altered().member("refresh_token", "null"),
        Fault::altered().member("refresh_token", r#""""#),
    ] {
        application.stand_in.fault(Path::Token, fault);
        assert_eq!(application.refresh(&tokens.refresh).tokens().refresh, "");
    }
    assert_ne!(application.refresh(&tokens.refresh).tokens().refresh, tokens.refresh);
}

#[test]
fn a_revoked_access_token_can_be_refreshed_until_everything_is_revoked() {
    let application = Application::new();
    let tokens = application.tokens();
    application.stand_in.revoke_access_tokens();
    assert_eq!(application.users_me(&tokens).status, 401);
    let tokens = application.refresh(&tokens.refresh).tokens();
    assert_eq!(application.users_me(&tokens).status, 200);

    application.stand_in.revoke_everything();
    assert_eq!(application.users_me(&tokens).status, 401);
    assert_eq!(application.refresh(&tokens.refresh).error(), (400, "invalid_grant".into()));
}
