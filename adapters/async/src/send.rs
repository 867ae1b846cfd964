//! The one verb of this crate.

use core::error::Error;

use catapa_signin::Request;
use catapa_signin_http::{ReplyBuffer, SendError, to_http};

/// Sends `request` once, through `client`: any function from an [`http::Request`] to an [`http::Response`], the types of
/// `http` 1.
///
/// `client` is called once, when the future is first polled. It answers with one of these:
///
/// - **A response**, of any status, with as much of the body as there is. It may stop reading one byte after the
///   request's [limit](Request::reply_limit). A body that broke off, or did not come in time, carries the extension
///   [`CutShort`](crate::CutShort). The response's buffer is wiped for it; the request's body is its own to
///   [wipe](https://docs.rs/zeroize).
/// - **[`SendError::NotSent`]**, if it knows that nothing left this machine, or that CATAPA did nothing with it. A [`SendError`] stays as it is.
/// - **Any other error**: the request may have been answered, so this becomes [`SendError::Ambiguous`].
///
/// It must keep to what [a client must not do](catapa_signin_http#what-a-client-must-not-do).
///
/// The future borrows the step that wrote the request, so no step moves on while its request is on the way. Drop it at any
/// moment and you lose nothing but the reply; as after a time-out, the code or token in the request may then be spent. The
/// future is `Send` if `client` and its future are.
///
/// ```
/// # use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
/// # use catapa_signin_async::{CutShort, SendError, send};
/// # let client = Client::new(ClientConfig {
/// #     client_id: "id", client_secret: "secret", redirect_uri: "https://app.example.com/callback",
/// #     endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
/// #     tenants: Tenants::Any, options: Options::default(),
/// # })?;
/// # let now = UnixTime::from_secs(1_700_000_000);
/// # let mut pending = Some(SignIn::new(&client).begin(core::array::from_fn(|index| index as u8), now).into_step());
/// # let callback = "code=c&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";
/// # let mut code = Some(client.accept(&mut pending, callback, now)?.into_step());
/// # async fn any_client(_: http::Request<Vec<u8>>, _: usize) -> Result<(http::response::Parts, Vec<u8>, bool), SendError> {
/// #     let response = http::Response::builder().status(429).header("retry-after", "7").body(Vec::new()).unwrap();
/// #     let (parts, body) = response.into_parts();
/// #     Ok((parts, body, true))
/// # }
/// # smol::block_on(async {
/// let request = client.token_request(&code, now)?;
/// let limit = request.reply_limit();
/// let mut reply = send(&request, async |request| {
///     let (head, body, came_to_its_end) = any_client(request, limit + 1).await?;
///     let mut response = http::Response::from_parts(head, body);
///     if !came_to_its_end {
///         response.extensions_mut().insert(CutShort);
///     }
///     Ok::<_, SendError>(response)
/// })
/// .await?;
/// let outcome = client.finish(&mut code, reply.as_reply(), now);
/// # assert!(matches!(outcome, Err(catapa_signin::NotGranted::RateLimited { .. })));
/// # Ok::<(), Box<dyn core::error::Error + Send + Sync>>(())
/// # })?;
/// # Ok::<(), Box<dyn core::error::Error + Send + Sync>>(())
/// ```
///
/// # Errors
///
/// [`SendError`] if there is no reply. The step that wrote the request is untouched.
pub async fn send<F, E>(
    request: &Request<'_>,
    client: impl FnOnce(http::Request<Vec<u8>>) -> F,
) -> Result<ReplyBuffer, SendError>
where
    F: Future<Output = Result<http::Response<Vec<u8>>, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let response = client(to_http(request)?).await.map_err(SendError::from_client)?;
    Ok(ReplyBuffer::new(response, request.reply_limit()))
}
