//! What CATAPA answers, byte for byte, and what a device's buffers hold.

/// When the story begins: 14 November 2023, 22:13:20 UTC.
pub const BEGIN: u64 = 1_700_000_000;

/// Somebody else's callback, with a CSRF token that was guessed.
pub const FORGED: &str = "/callback?code=stolen&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&tenant=gdplabs";
/// CATAPA's own, with the token that the bytes 0 to 31 become.
pub const CALLBACK: &str =
    "/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";

/// Too many requests.
pub const RATE_LIMITED: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
/// Tokens; the claims are `{"tenant":"gdplabs"}`.
pub const TOKENS: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
    3f\r\n{\"access_token\":\"eyJhbGciOiJSUzI1NiJ9.eyJ0ZW5hbnQiOiJnZHBsYWJzI\r\n\
    5b\r\nn0.c2lnbmF0dXJl\",\"refresh_token\":\"refresh\\u002d1\",\"token_type\":\"bearer\",\"expires_in\":86400}\r\n0\r\n\r\n";
/// Who signed in.
pub const USER: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\
    {\"id\":\"42\",\"username\":\"siti\",\"email\":\"siti@example.com\",\"employee\":{\"id\":\"7\",\"name\":\"Siti \\u00dcmit\"},\
    \"roles\":[{\"id\":\"1\",\"name\":\"Employee\"},{\"id\":\"2\",\"name\":\"Approver\"}]}";
/// An empty list.
pub const EMPLOYEES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
/// New tokens: the refresh token stays.
pub const REFRESHED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 115\r\n\r\n\
    {\"access_token\":\"eyJhbGciOiJSUzI1NiJ9.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.bmV3\",\"token_type\":\"Bearer\",\"expires_in\":\"3600\"} ";
/// The access token is no longer accepted.
pub const UNAUTHORIZED: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

/// Where the requests go, each to be seen in what was sent.
pub const TOKEN_URL: &str = "POST /oauth/token HTTP/1.1\r\nhost: api.example.com\r\n";
/// See [`TOKEN_URL`].
pub const USER_URL: &str = "GET /v1/users/me HTTP/1.1\r\n";
/// See [`TOKEN_URL`].
pub const EMPLOYEES_URL: &str = "GET /core/v1/employees?page=0 HTTP/1.1\r\n";
/// See [`TOKEN_URL`].
pub const VALIDATE_URL: &str = "GET /v1/oauth-clients";
/// What is asked of the API.
pub const EMPLOYEES_PATH: &str = "/core/v1/employees?page=0";
/// The key of the person who signs in.
pub const SITI: &str = "https://api.example.com|gdplabs|42";

/// The caller's buffers: what is sent, and two replies, because tokens stay in theirs while others come.
pub struct Buffers {
    /// The request, as it goes to the socket.
    pub request: heapless::String<2048>,
    /// The reply that the tokens stay in.
    pub tokens: [u8; 1024],
    /// The reply that is looked at and forgotten.
    pub reply: [u8; 1024],
}

impl Buffers {
    /// Empty ones.
    #[must_use]
    pub const fn new() -> Self {
        Self { request: heapless::String::new(), tokens: [0; 1024], reply: [0; 1024] }
    }
}

impl Default for Buffers {
    fn default() -> Self {
        Self::new()
    }
}

/// Copies `reply` into `buffer`, as a socket would.
#[inline(never)]
pub fn receive<'b>(reply: &str, buffer: &'b mut [u8]) -> &'b mut [u8] {
    let received = buffer.get_mut(..reply.len()).unwrap_or_default();
    if received.len() == reply.len() {
        received.copy_from_slice(reply.as_bytes());
    }
    received
}
