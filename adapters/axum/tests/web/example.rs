//! What the example `web` says of variables that are wrong.

use std::path::PathBuf;
use std::process::Command;

/// The example's last words, with these variables beside those of a client. Cargo builds the examples of a package before
/// its tests, and next to them.
fn fails_with(redirect_uri: &str, variables: &[(&str, &str)], sentence: &str) {
    let tests = std::env::current_exe().unwrap();
    let profile: PathBuf = tests.ancestors().nth(2).unwrap().into();
    let mut command = Command::new(profile.join("examples").join("web"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CATAPA_")) {
        command.env_remove(name);
    }
    let output = command
        .env_remove("SEALING_KEY")
        .env_remove("REDIS_URL")
        .env("PORT", "0")
        .env("CATAPA_CLIENT_ID", "stand-in-client")
        .env("CATAPA_CLIENT_SECRET", "stand-in-secret")
        .env("CATAPA_REDIRECT_URI", redirect_uri)
        .env("CATAPA_ACCOUNTS_ORIGIN", "http://127.0.0.1:1")
        .env("CATAPA_API_ORIGIN", "http://127.0.0.1:1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(!output.status.success(), "{variables:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("web: {sentence}.\n"));
}

#[test]
fn an_empty_name_among_the_tenants_is_named_by_its_place() {
    for (tenants, number) in [("a,,b", 2), ("", 1), ("a, b,", 3)] {
        let sentence = format!("tenant {number} of CATAPA_TENANTS is empty");
        fails_with("http://127.0.0.1:3000/catapa/callback", &[("CATAPA_TENANTS", tenants)], &sentence);
    }
}

#[test]
fn a_sealing_key_that_is_missing_or_wrong_is_named_and_made_with_a_command() {
    let uri = "https://app.example.com/catapa/callback";
    let made = "`openssl rand -hex 32` makes one, for every instance the same";
    fails_with(uri, &[], &format!("SEALING_KEY is not set, and an https redirect URI needs it; {made}"));
    for key in ["", "07", &"07".repeat(31), &"zz".repeat(32)] {
        fails_with(uri, &[("SEALING_KEY", key)], &format!("SEALING_KEY is not 64 hex digits; {made}"));
    }
}
