//! What CATAPA and the network may do, and the outcome that must follow.

use catapa_stand_in::Fault;

/// One misbehaviour, and the outcome that every client must reach.
pub(super) struct Row {
    /// What happens.
    pub(super) name: &'static str,
    /// How the stand-in is told to do it.
    pub(super) fault: Fault,
    /// Whether no answer comes.
    pub(super) is_silent: bool,
    /// The outcome.
    pub(super) expected: String,
}

const SILENT: &str = "a silent server";

fn row(name: &'static str, fault: Fault, expected: &str) -> Row {
    Row { name, fault, is_silent: name == SILENT, expected: expected.to_owned() }
}

/// What can happen to a request that refreshes: the same as for a code, with a refresh token in its place.
pub(super) fn refresh_rows() -> Vec<Row> {
    let mut rows = code_rows();
    for row in &mut rows {
        row.expected = row.expected.replace("code kept", "refresh token kept").replace("granted", "refreshed");
    }
    rows
}

/// What can happen to a request that trades a code.
pub(super) fn code_rows() -> Vec<Row> {
    let html = "<!doctype html><h1>Not today</h1>";
    let spring =
        r#"{"timestamp":1700000000000,"status":401,"error":"Unauthorized","message":"no","path":"/oauth/token"}"#;
    vec![
        row("200 with tokens", Fault::none(), "granted"),
        row("400 invalid_grant", Fault::oauth_error(400, "invalid_grant"), "refused: invalid_grant, over"),
        row("400 with an error of CATAPA's own", Fault::oauth_error(400, "payday"), "refused: payday, over"),
        row("400 without a body", Fault::answer(400), "unclear: reply.status 400, code kept"),
        row("401 invalid_client", Fault::oauth_error(401, "invalid_client"), "the client is refused, code kept"),
        row("401 in Spring Boot's words", Fault::answer(401).json(spring), "unclear: reply.status 401, code kept"),
        row("403 invalid_grant", Fault::oauth_error(403, "invalid_grant"), "refused: invalid_grant, over"),
        row("421 invalid_grant", Fault::oauth_error(421, "invalid_grant"), "unclear: reply.status 421, code kept"),
        row("403 HTML", Fault::answer(403).html(html), "unclear: reply.status 403, code kept"),
        row("404 HTML", Fault::answer(404).html(html), "unclear: reply.status 404, code kept"),
        row("429, RateLimit-Reset: 7", Fault::too_many_requests(7), "wait 7 s, code kept"),
        row("429, Retry-After: 8", Fault::answer(429).header("retry-after", "8"), "wait 8 s, code kept"),
        row(
            "429, Retry-After: an HTTP-date in 9 s",
            Fault::answer(429).header("retry-after", "Tue, 14 Nov 2023 22:13:29 GMT"),
            "wait 9 s, code kept",
        ),
        row(
            "429, both headers",
            Fault::answer(429).header("retry-after", "5").header("ratelimit-reset", "11"),
            "wait 5 s, code kept",
        ),
        row("429, no header, HTML", Fault::answer(429).html(html), "wait 60 s, code kept"),
        row("429, a day", Fault::answer(429).header("retry-after", "86400"), "wait 300 s, code kept"),
        row(
            "500 JSON",
            Fault::answer(500).json(r#"{"error":"invalid_grant"}"#),
            "unclear: reply.status 500, code kept",
        ),
        row("503 HTML", Fault::answer(503).html(html), "unclear: reply.status 503, code kept"),
        row("200 with an error body", Fault::oauth_error(200, "invalid_grant"), "refused: invalid_grant, over"),
        row("200 HTML", Fault::answer(200).html(html), "unclear: reply.not_json, code kept"),
        row("200 without a body", Fault::answer(200), "unclear: reply.not_json, code kept"),
        row("200, 64 KiB to the byte", Fault::altered().padded_to(65_536), "granted"),
        row("200, one byte over 64 KiB", Fault::altered().padded_to(65_537), "unclear: reply.over_limit, code kept"),
        row("200, a megabyte", Fault::altered().padded_to(1 << 20), "unclear: reply.over_limit, code kept"),
        row("429, a megabyte", Fault::too_many_requests(7).padded_to(1 << 20), "wait 7 s, code kept"),
        row("200, cut in the middle of the body", Fault::cut_body(40), "unclear: reply.cut_short, code kept"),
        row(
            "429, cut in the middle of the body",
            Fault::cut_body(3).status(429).header("ratelimit-reset", "7"),
            "wait 7 s, code kept",
        ),
        row("a tenant that differs", Fault::altered().claim("tenant", "\"other\""), "refused: tenant.differs, over"),
        row("a token that names no tenant", Fault::altered().opaque_access_token(), "refused: tenant.not_named, over"),
        row(
            "a token type other than Bearer",
            Fault::altered().member("token_type", "\"mac\""),
            "unclear: reply.member, code kept",
        ),
        row("expires_in as text", Fault::altered().member("expires_in", "\"3600\""), "granted"),
        row("refresh token null", Fault::altered().member("refresh_token", "null"), "granted"),
        row(
            "a 302 elsewhere",
            Fault::redirect(302, "http://127.0.0.1:1/elsewhere"),
            "unclear: reply.status 302, code kept",
        ),
        row(
            "a 307 elsewhere",
            Fault::redirect(307, "http://127.0.0.1:1/elsewhere"),
            "unclear: reply.status 307, code kept",
        ),
        row("a connection closed without a word", Fault::close(), "no reply, code kept"),
        row("a connection reset", Fault::reset(), "no reply, code kept"),
        row("a reset after the code was spent", Fault::reset().carried_out(), "no reply, code kept"),
        row(SILENT, Fault::silence(), "no reply, code kept"),
    ]
}

/// What can happen to a call of the API.
pub(super) fn api_rows() -> Vec<Row> {
    let problem = r#"{"code":"E1","message":"no","status":403,"timestamp":"2023-11-14T22:13:20Z"}"#;
    vec![
        row("200 with a profile", Fault::none(), "it is 1001"),
        row("200 with odd roles", Fault::altered().member("roles", "{}").member("username", 5), "it is 1001"),
        row("200 without an id", Fault::altered().without_member("id"), "reply.member"),
        row("401", Fault::answer(401), "api.token_rejected"),
        row("401 HTML", Fault::answer(401).html("<h1>Who?</h1>"), "api.token_rejected"),
        row("403 in CATAPA's words", Fault::answer(403).json(problem), "api.forbidden"),
        row("404", Fault::answer(404), "api.status 404"),
        row("429, RateLimit-Reset: 7", Fault::too_many_requests(7), "wait 7 s"),
        row("500 HTML", Fault::answer(500).html("<h1>Oh</h1>"), "api.status 500"),
        row("200, one byte over the limit", Fault::altered().padded_to(65_537), "reply.over_limit"),
        row("200, cut in the middle of the body", Fault::cut_body(20), "reply.cut_short"),
        row("a 302 elsewhere", Fault::redirect(302, "http://127.0.0.1:1/elsewhere"), "api.status 302"),
        row("a connection reset", Fault::reset(), "no reply"),
        row(SILENT, Fault::silence(), "no reply"),
    ]
}
