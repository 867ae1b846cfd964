//! What the types of `catapa-signin` promise. Each module below is named after a promise, and holds a program that
//! keeps it. Its twin of the same name in `illegal` breaks it, and must not compile. The compiler's answer is in a file
//! beside the twin: `TRYBUILD=overwrite cargo test -p catapa-promises` writes it anew.
#![allow(dead_code, reason = "the programs are here to be compiled")]

#[path = "../legal"]
mod legal {
    // The steps have an order.
    mod nothing_is_accepted_before_the_sign_in_began;
    mod no_code_is_traded_before_the_callback_came;
    mod nothing_is_asked_of_catapa_before_there_are_tokens;
    mod a_fresh_token_is_not_refreshed;
    mod an_expired_token_calls_nothing;

    // A step, a code or a token is spent once.
    mod a_sign_in_begins_once;
    mod a_callback_is_accepted_once;
    mod a_code_is_traded_once;
    mod a_refresh_token_is_traded_once;
    mod new_tokens_are_not_dropped_unseen;
    mod a_reply_is_read_once;
    mod a_token_that_may_have_ended_is_not_used;
    mod a_token_that_was_rejected_is_not_used;
    mod a_pending_sign_in_is_not_copied;
    mod an_expired_sign_in_is_not_copied;
    mod a_sign_in_that_is_over_hands_no_step_back;

    // Only a check can make the value that it proves.
    mod nobody_makes_up_a_code;
    mod nobody_confirms_a_tenant_by_hand;
    mod nobody_reads_a_confirmed_tenant_from_a_store;
    mod a_claimed_tenant_has_no_user_key;
    mod nobody_makes_up_a_user_key;
    mod nobody_makes_up_a_rejected_token;
    mod there_is_no_sixth_step;
    mod only_a_step_is_resumed;
    mod who_may_sign_in_must_be_said;
    mod a_path_of_the_api_is_checked;

    // Borrowed data stays where it is.
    mod a_request_does_not_outlive_its_step;
    mod a_step_moves_on_only_when_its_request_was_sent;
    mod tokens_do_not_outlive_the_reply_that_they_lie_in;
    mod a_reply_with_tokens_in_use_is_not_overwritten;
    mod a_sign_in_does_not_outlive_its_client;

    // Secrets are not shown.
    mod a_step_is_not_printed;
    mod a_request_is_not_printed;
    mod a_client_is_not_printed;
    mod secrets_are_not_compared;
    mod the_csrf_token_is_not_taken_out;
    mod a_token_is_held_in_nothing_that_cannot_be_wiped;
    mod a_token_is_held_as_text_and_not_as_bytes;
}
