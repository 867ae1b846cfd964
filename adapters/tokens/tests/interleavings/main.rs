//! Every interleaving of two processes over one store that loses answers. A process may die at any point, CATAPA's replies
//! may be lost, swaps may arrive late, clocks may differ, and time may pass anywhere.
//!
//! A walk visits all of them and counts them. When two paths lead to the same situation, it goes on once and counts both.
//! When a law is broken, it prints the path that led there, a line for each event.

mod explore;
mod laws;
mod model;
mod process;
mod world;

use std::io::Write as _;

use explore::{walk, walk_broken};
use laws::Law;
use model::Bounds;
use process::Broken;

/// Both processes want fresh tokens once, two things go wrong, and time passes once.
const TWO_CALLERS: Bounds = Bounds { faults: 2, ticks: 1, calls: 1, ahead: 0, tries_again: false };

/// Walks all interleavings, of which there must be this many, and finds no broken law.
fn keeps_all_laws(name: &str, bounds: Bounds, interleavings: u128) {
    let walked = walk(bounds).unwrap_or_else(|violation| panic!("{name}: {violation}"));
    let _ =
        writeln!(std::io::stderr(), "{name}: {} interleavings, {} situations", walked.interleavings, walked.situations);
    assert_eq!(walked.interleavings, interleavings, "{name}: as many as when this was written");
}

#[test]
fn two_processes_that_want_one_refresh_keep_all_laws() {
    keeps_all_laws("two callers", TWO_CALLERS, 559_506_540);
}

#[test]
fn two_processes_that_are_slow_keep_all_laws() {
    keeps_all_laws("slow callers", Bounds { faults: 1, ticks: 2, ..TWO_CALLERS }, 195_396_928);
}

#[test]
fn what_an_earlier_call_left_unsettled_is_settled_by_a_later_one_in_every_interleaving() {
    keeps_all_laws("two calls each", Bounds { faults: 1, calls: 2, ..TWO_CALLERS }, 717_131_084);
}

#[test]
fn a_decision_to_try_again_takes_no_lease_before_its_end_and_loses_no_token() {
    keeps_all_laws("one tries again", Bounds { tries_again: true, ..TWO_CALLERS }, 1_630_920_228);
}

#[test]
fn clocks_that_differ_by_a_minute_change_nothing() {
    let ahead = Bounds { faults: 1, ahead: 60, tries_again: true, ..TWO_CALLERS };
    keeps_all_laws("a minute ahead", ahead, 20_795_904);
    keeps_all_laws("a minute behind", Bounds { ahead: -60, ..ahead }, 8_589_034);
}

#[test]
fn a_clock_that_is_an_hour_off_has_no_refresh_token_sent_twice() {
    let ahead = Bounds { faults: 1, ahead: 3_600, ..TWO_CALLERS };
    keeps_all_laws("an hour ahead", ahead, 1_143_800);
    keeps_all_laws("an hour behind", Bounds { ahead: -3_600, ..ahead }, 1_143_800);
}

/// Breaks a rule on purpose: a walk that did not notice would prove nothing.
fn breaks(rule: Broken, law: Law) {
    assert!(walk_broken(TWO_CALLERS, rule, law).is_err(), "{rule:?}: no walk noticed");
}

#[test]
fn a_lease_that_is_not_stored_before_the_request_has_the_refresh_token_sent_twice() {
    breaks(Broken::LeaseIsNotStored, Law::NoRefreshTokenIsSentTwice);
}

#[test]
fn a_lease_that_is_stored_without_comparing_has_the_refresh_token_sent_twice() {
    breaks(Broken::LeaseWithoutCompare, Law::NoRefreshTokenIsSentTwice);
}

#[test]
fn a_process_that_ignores_the_fence_has_the_refresh_token_sent_twice() {
    breaks(Broken::FenceIsIgnored, Law::NoRefreshTokenIsSentTwice);
}

#[test]
fn a_lease_that_ran_out_and_is_free_for_all_has_the_refresh_token_sent_twice() {
    breaks(Broken::RunOutIsFree, Law::NoRefreshTokenIsSentTwice);
}

#[test]
fn a_doubt_that_is_forgotten_has_the_refresh_token_sent_twice() {
    breaks(Broken::DoubtIsForgotten, Law::NoRefreshTokenIsSentTwice);
}

#[test]
fn new_tokens_that_are_shown_before_they_are_stored_are_seen_too_early() {
    breaks(Broken::ShownBeforeStored, Law::NobodySeesATokenThatIsNotStored);
}

#[test]
fn an_answer_that_could_not_be_stored_and_is_let_go_loses_new_tokens() {
    breaks(Broken::UnsettledIsDropped, Law::NoNewTokenIsLostWhileItsHolderLives);
}
