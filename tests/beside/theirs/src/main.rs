//! One sign-in: prints where to go, takes the callback from standard input, and says how long the tokens last.

use std::error::Error;
use std::io;

use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, RedirectUrl, TokenResponse as _, TokenUrl, ureq,
};
use url::Url;

fn main() -> Result<(), Box<dyn Error>> {
    let client = BasicClient::new(ClientId::new("my-application".to_owned()))
        .set_client_secret(ClientSecret::new("keep-this-on-your-server".to_owned()))
        .set_auth_uri(AuthUrl::new("https://accounts-apps.catapa.com/oauth2/authorize".to_owned())?)
        .set_token_uri(TokenUrl::new("https://api-apps.catapa.com/oauth/token".to_owned())?)
        .set_redirect_uri(RedirectUrl::new("https://app.example.com/callback".to_owned())?);
    let (url, csrf_token) = client.authorize_url(CsrfToken::new_random).url();
    println!("{url}");
    let mut callback = String::new();
    io::stdin().read_line(&mut callback)?;
    let callback = Url::parse(callback.trim())?;
    let find = |wanted| callback.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    if find("state").as_ref() != Some(csrf_token.secret()) {
        return Err("not ours".into());
    }
    let code = AuthorizationCode::new(find("code").ok_or("no code")?);
    let agent = ureq::AgentBuilder::new().redirects(0).build();
    let tokens = client.exchange_code(code).request(&agent)?;
    println!("{:?}", tokens.expires_in());
    Ok(())
}
