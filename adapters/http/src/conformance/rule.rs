//! The rules, each with its check.

use core::pin::Pin;

use super::over::Over;
use super::rules::{connections, errors, http2, proxies, replies, requests, unsent};
use super::trial::Trial;

/// One rule.
pub(super) struct Rule {
    pub(super) name: &'static str,
    /// What its requests go over.
    pub(super) over: &'static [Over],
    pub(super) check: for<'a> fn(&'a Trial<'a>) -> Pin<Box<dyn Future<Output = ()> + 'a>>,
}

const EVERY: &[Over] = &Over::ALL;
const CLEAR: &[Over] = &[Over::Http1];
const TLS: &[Over] = &[Over::Http1OverTls, Over::Http2];
const HTTP2: &[Over] = &[Over::Http2];
/// Where the version of HTTP is chosen later, or never.
const ONE_TLS: &[Over] = &[Over::Http1OverTls];

macro_rules! rules {
    ($($module:ident::$name:ident over $over:ident,)+) => {
        /// All of them, in the order of the documentation.
        pub(super) const RULES: &[Rule] = &[$(
            Rule { name: stringify!($name), over: $over, check: |trial| Box::pin($module::$name(trial)) },
        )+];
    };
}

rules! {
    replies::every_reply_to_a_code_has_its_outcome_after_exactly_one_request over EVERY,
    replies::every_reply_to_a_refresh_token_has_its_outcome_after_exactly_one_request over EVERY,
    replies::every_reply_of_the_api_has_its_outcome_after_exactly_one_request over EVERY,
    requests::a_failed_request_is_not_repeated_and_its_code_is_still_good over EVERY,
    requests::a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept over EVERY,
    requests::a_future_dropped_after_the_request_was_written_leaves_the_step_and_the_code_to_it over EVERY,
    requests::a_redirect_shows_a_second_host_not_one_byte over EVERY,
    requests::a_request_goes_as_it_was_written_without_a_cookie over EVERY,
    requests::a_path_arrives_as_it_was_written over EVERY,
    errors::an_error_shows_no_secret_and_names_nobody over EVERY,
    replies::a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such over EVERY,
    replies::a_reply_is_read_to_the_limit_and_refused_beyond_it over EVERY,
    replies::a_body_that_does_not_come_in_time_is_cut_short_and_its_status_is_heard over CLEAR,
    replies::a_reply_without_a_length_is_cut_short_unless_its_end_is_told over TLS,
    unsent::nothing_is_sent_where_nobody_listens over EVERY,
    unsent::tls_to_a_stranger_is_refused_until_its_certificate_is_trusted over TLS,
    unsent::a_server_that_stays_silent_in_tls_gets_no_request over ONE_TLS,
    unsent::a_server_that_speaks_no_tls_gets_no_request over ONE_TLS,
    proxies::http_on_this_machine_never_goes_through_a_proxy over CLEAR,
    proxies::https_goes_through_the_proxy_that_was_asked_for_which_sees_its_own_credentials_alone over TLS,
    proxies::nothing_is_sent_when_the_proxy_says_no over TLS,
    connections::a_token_request_goes_over_a_connection_that_is_live_or_fresh over EVERY,
    connections::a_get_is_asked_once_more_at_most_and_a_token_request_never over EVERY,
    connections::bytes_beyond_the_announced_end_are_not_believed over EVERY,
    connections::no_reply_reaches_another_request over EVERY,
    connections::a_connection_serves_one_host over EVERY,
    http2::a_stream_that_the_server_disowns_was_not_sent over HTTP2,
    http2::a_stream_that_is_reset_may_have_been_carried_out over HTTP2,
    http2::a_reply_after_goaway_counts_and_the_next_request_goes_elsewhere over HTTP2,
    http2::a_goaway_says_nothing_of_the_streams_that_it_leaves over HTTP2,
    http2::a_flood_of_settings_ends_in_time over HTTP2,
}
