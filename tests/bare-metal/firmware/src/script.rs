//! What CATAPA answers, byte for byte, and what the requests look like.

/// When the story begins: 14 November 2023, 22:13:20 UTC.
pub const BEGIN: u64 = 1_700_000_000;

/// A stranger's callback, with a guessed CSRF token.
pub const FORGED: &str = "/callback?code=stolen&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&tenant=gdplabs";
/// CATAPA's callback, with the CSRF token of the bytes 0 to 31.
pub const CALLBACK: &str =
    "/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";

/// Too many requests: come back after [`WAIT`].
pub const RATE_LIMITED: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
/// Seconds.
pub const WAIT: u64 = 7;
/// Tokens; the claims are `{"tenant":"gdplabs"}`.
pub const TOKENS: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
    3f\r\n{\"access_token\":\"eyJhbGciOiJSUzI1NiJ9.eyJ0ZW5hbnQiOiJnZHBsYWJzI\r\n\
    5b\r\nn0.c2lnbmF0dXJl\",\"refresh_token\":\"refresh\\u002d1\",\"token_type\":\"bearer\",\"expires_in\":86400}\r\n0\r\n\r\n";
/// The refresh token among them.
pub const REFRESH_TOKEN: &str = "refresh-1";
/// Who signed in.
pub const USER: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\
    {\"id\":\"42\",\"username\":\"siti\",\"email\":\"siti@example.com\",\"employee\":{\"id\":\"7\",\"name\":\"Siti \\u00dcmit\"},\
    \"roles\":[{\"id\":\"1\",\"name\":\"Employee\"},{\"id\":\"2\",\"name\":\"Approver\"}]}";
/// The key of that person, who has two roles.
pub const SITI: &str = "https://api.example.com|gdplabs|42";
/// An empty list.
pub const EMPLOYEES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
/// New tokens: the refresh token stays.
pub const REFRESHED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 115\r\n\r\n\
    {\"access_token\":\"eyJhbGciOiJSUzI1NiJ9.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.bmV3\",\"token_type\":\"Bearer\",\"expires_in\":\"3600\"} ";
/// The access token is no longer accepted.
pub const UNAUTHORIZED: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

/// The authorize URL: how it begins, and how it ends.
pub const AUTHORIZE: Shape = ("https://accounts.example.com/oauth2/authorize?", "&code_challenge_method=S256");
/// Tokens for the code.
pub const EXCHANGE: Shape = (
    "POST /oauth/token HTTP/1.1\r\nhost: api.example.com\r\n",
    "&code_verifier=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8",
);
/// New tokens for the refresh token.
pub const REFRESH: Shape = (EXCHANGE.0, "\r\n\r\ngrant_type=refresh_token&refresh_token=refresh-1");
/// Who is it?
pub const WHO: Shape = ("GET /v1/users/me HTTP/1.1\r\n", "\r\n\r\n");
/// The path of the API call.
pub const EMPLOYEES_PATH: &str = "/core/v1/employees?page=0";
/// The request for it.
pub const EMPLOYEES_REQUEST: Shape = ("GET /core/v1/employees?page=0 HTTP/1.1\r\n", "\r\n\r\n");
/// Is the token still good?
pub const VALIDATE: Shape = ("GET /v1/oauth-clients/validate-access-token HTTP/1.1\r\n", "\r\n\r\n");

/// How a text begins, and how it ends.
pub type Shape = (&'static str, &'static str);
