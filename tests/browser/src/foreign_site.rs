//! A stranger's site, with pages that attack the application.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use http::HeaderMap;
use http::header::COOKIE;
use maud::{DOCTYPE, PreEscaped, html};
use tokio::runtime::Runtime;

use crate::serve::{listen, serve};

/// Pages at a port of their own, for any host that leads to this machine. `127.0.0.1` is the site of the application,
/// but another origin; `localhost` is another site.
pub struct ForeignSite {
    port: u16,
    _runtime: Runtime,
}

impl ForeignSite {
    /// A site that knows the application's addresses of sign-in and sign-out.
    #[must_use]
    pub fn about(sign_in: &str, sign_out: &str) -> Self {
        let embedding = html! {
            (DOCTYPE)
            title { "Embedding" }
            h1 { "Embedding" }
            script { (PreEscaped(format!("const signIn = {sign_in:?};{EMBED}"))) }
        };
        let signing_out = html! {
            (DOCTYPE)
            title { "Signing out" }
            h1 { "Signing out" }
            form method="post" action=(sign_out) { button { "Win a prize" } }
        };
        let page = |markup: maud::Markup| get(async move || Html(markup.into_string()));
        let router = Router::new()
            .route("/embedding", page(embedding))
            .route("/signing-out", page(signing_out))
            .route("/cookies", get(cookies));
        let (listener, port) = listen();
        Self { port, _runtime: serve(listener, None, router) }
    }

    /// The URL of a page, at this host.
    #[must_use]
    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }
}

/// Begins more sign-ins than a browser keeps, through images, frames, objects and fetches, then says that it is done.
const EMBED: &str = r#"
const loaded = (tag, name) => new Promise(done => {
  const element = document.createElement(tag);
  element.onload = element.onerror = done;
  element[name] = signIn;
  document.body.append(element);
});
const attempts = [];
for (let round = 0; round < 5; round++) {
  attempts.push(loaded("img", "src"), loaded("iframe", "src"), loaded("object", "data"));
  for (const mode of ["no-cors", "cors"]) attempts.push(fetch(signIn, { mode, credentials: "include" }));
}
Promise.allSettled(attempts).then(() => document.querySelector("h1").textContent = "Done");
"#;

/// Plants sessions, and shows what can be read.
const PLANT: &str = r##"
for (const name of ["session", "__Host-session", "planted"]) document.cookie = name + "=of-a-stranger; path=/";
document.querySelector("#read").textContent = document.cookie;
"##;

/// Tries to plant a session, and shows the cookies that came and those that a script can read.
async fn cookies(headers: HeaderMap) -> Html<String> {
    let sent = headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or("none");
    let markup = html! {
        (DOCTYPE)
        title { "Cookies" }
        h1 { "Cookies" }
        pre #sent { (sent) }
        pre #read {}
        script { (PreEscaped(PLANT)) }
    };
    Html(markup.into_string())
}
