//! One sign-in: prints where to go, takes the callback from standard input, and says how long the tokens last.

use std::error::Error;
use std::io;
use std::time::SystemTime;

use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
use catapa_signin_ureq::UreqSender;

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(ClientConfig {
        client_id: "my-application",
        client_secret: "keep-this-on-your-server",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
        tenants: Tenants::Any,
        options: Options::default(),
    })?;
    let mut entropy = [0; 64];
    getrandom::fill(&mut entropy)?;
    let sign_in = SignIn::new(&client).begin(entropy, now()?);
    println!("{}", sign_in.authorize_url());
    let mut callback = String::new();
    io::stdin().read_line(&mut callback)?;
    let have_code = sign_in.accept(callback.trim(), now()?)?;
    let mut reply = UreqSender::new()?.send(&have_code.token_request(now()?)?)?;
    let tokens = have_code.finish(reply.as_reply(), now()?)?;
    println!("{:?}", tokens.step().expires_at());
    Ok(())
}

fn now() -> Result<UnixTime, Box<dyn Error>> {
    Ok(UnixTime::from_secs(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs()))
}
