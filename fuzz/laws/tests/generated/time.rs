//! Time at its edges: 1970, the year 9999, the second before a limit and the second of it.

use core::time::Duration;

use catapa_signin::{Freshness, NotAccepted, Options, UnixTime};
use proptest::prelude::*;
use proptest::sample::select;

use crate::{CSRF_TOKEN, begun, client, granted, with_code};

const LAST: u64 = UnixTime::MAX.as_secs();

/// A moment, most often at an edge.
fn moment() -> impl Strategy<Value = u64> {
    let near = |edge: u64| (0..130_u64).prop_map(move |off| edge.saturating_sub(65).saturating_add(off).min(LAST));
    prop_oneof![near(0), near(LAST), near(1_700_000_000), near(u64::from(u32::MAX)), 0..=LAST]
}

/// A span, most often at an edge.
fn span() -> impl Strategy<Value = u64> {
    let edges = vec![0, 1, 2, 59, 60, 61, 119, 120, 121, 599, 600, 3_600, 86_400, u64::from(u32::MAX)];
    prop_oneof![select(edges), 0..=u64::from(u32::MAX)]
}

proptest! {
    #[test]
    fn no_moment_is_later_than_the_last_and_a_system_clock_gives_each_back(secs: u64) {
        let moment = UnixTime::from_secs(secs);
        prop_assert_eq!(moment.as_secs(), secs.min(LAST));
        prop_assert_eq!(UnixTime::from(std::time::SystemTime::from(moment)), moment);
    }

    #[test]
    fn a_token_is_due_at_its_end_less_the_leeway_to_the_second(
        granted_at in moment(),
        lifetime in span(),
        leeway in prop_oneof![span(), Just(u64::MAX)],
        now in moment(),
    ) {
        let options = Options::default().leeway(Duration::from_secs(leeway));
        let client = client(options);
        let authorized = granted(&client, UnixTime::from_secs(granted_at), lifetime);
        // In numbers that cannot overflow.
        let end = (granted_at + lifetime).min(LAST);
        let due = end - leeway.min((end - granted_at) / 2);
        prop_assert_eq!(authorized.step().expires_at().map(UnixTime::as_secs), Some(end));
        prop_assert_eq!(authorized.due_at().map(UnixTime::as_secs), Some(due));
        for now in [now, due, due.saturating_sub(1), granted_at, granted_at.saturating_sub(60), granted_at.saturating_sub(61)] {
            let is_due = now + 60 < granted_at || now.max(granted_at) >= due;
            prop_assert_eq!(authorized.is_due(UnixTime::from_secs(now)), is_due, "at {}", now);
            let lent = client.resume(authorized.step().by_ref()).unwrap();
            prop_assert_eq!(matches!(lent.at(UnixTime::from_secs(now)), Freshness::Expired(_)), is_due);
        }
    }

    #[test]
    fn a_sign_in_waits_until_its_deadline_to_the_second(began in moment(), pending in 1..=86_400_u64, now in moment()) {
        let options = Options::default().pending_lifetime(Duration::from_secs(pending));
        let client = client(options);
        let callback = format!("code=c0de&state={CSRF_TOKEN}&tenant=gdplabs");
        let began_at = UnixTime::from_secs(began);
        prop_assert_eq!(begun(&client, began_at).deadline().as_secs(), (began + pending).min(LAST));
        for now in [now, began + pending, began + pending - 1, began.saturating_sub(60), began.saturating_sub(61)] {
            let now = now.min(LAST);
            let in_time = now + 60 >= began && now.saturating_sub(began) < pending;
            match begun(&client, began_at).accept(&callback, UnixTime::from_secs(now)) {
                Ok(have_code) => {
                    prop_assert!(in_time, "at {}", now);
                    prop_assert_eq!(have_code.step().accepted_at().as_secs(), now.max(began), "never before it began");
                }
                Err(NotAccepted::TooLate) => prop_assert!(!in_time, "at {}", now),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_code_is_sent_within_its_five_minutes_to_the_second(accepted in moment(), now in moment()) {
        let client = client(Options::default());
        let have_code = with_code(&client, UnixTime::from_secs(accepted));
        for now in [now, accepted + 299, accepted + 300, accepted.saturating_sub(60), accepted.saturating_sub(61)] {
            let now = now.min(LAST);
            let in_time = now + 60 >= accepted && now.saturating_sub(accepted) < 300;
            prop_assert_eq!(have_code.token_request(UnixTime::from_secs(now)).is_ok(), in_time, "at {}", now);
        }
    }
}
