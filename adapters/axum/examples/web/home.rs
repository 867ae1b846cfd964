//! The one page: a button for whoever is not signed in, and what is known of whoever is.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use catapa_signin::UnixTime;
use catapa_signin_axum::{CallError, Method, Profile, SignInWithCatapa, SignedIn};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;
use time::OffsetDateTime;
use time::macros::format_description;

/// What the page shows of CATAPA's employees.
#[derive(Deserialize)]
struct Employees {
    content: Vec<Employee>,
}

#[derive(Deserialize)]
struct Employee {
    name: String,
}

pub(crate) async fn home(who: Option<SignedIn>, State(catapa): State<SignInWithCatapa>) -> Result<Response, CallError> {
    let content = match &who {
        None => welcome(&catapa),
        Some(who) => {
            // Refreshed, if they are due.
            let tokens = who.tokens().await?;
            let answer = who.api(Method::Get, "/core/v1/employees?page=0").send().await?;
            let employees = answer.json::<Employees>().ok();
            dashboard(&catapa, who.profile(), tokens.expires_at().and_then(in_words), employees)
        }
    };
    Ok(page(&content))
}

/// A moment as people write it.
fn in_words(moment: UnixTime) -> Option<String> {
    let format = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    OffsetDateTime::from_unix_timestamp(i64::try_from(moment.as_secs()).ok()?).ok()?.format(format).ok()
}

fn welcome(catapa: &SignInWithCatapa) -> Markup {
    html! {
        main.card.welcome {
            (PreEscaped(CUP))
            h1 { "Kopi Kantor" }
            p.quiet { "Coffee for your team, paid from the office budget. Your colleagues are here already." }
            a.button href=(catapa.sign_in_url("/")) { (PreEscaped(MARK)) "Sign in with CATAPA" }
            p.small { "We learn your name, your roles and your company. Your password stays with CATAPA." }
        }
    }
}

fn dashboard(
    catapa: &SignInWithCatapa,
    profile: &Profile,
    end: Option<String>,
    employees: Option<Employees>,
) -> Markup {
    let name = profile.name();
    html! {
        header {
            span.brand { (PreEscaped(CUP)) "Kopi Kantor" }
            form method="post" action=(catapa.sign_out_path()) { button { "Sign out" } }
        }
        main {
            section.card.person {
                span.initial aria-hidden="true" { (name.chars().next().unwrap_or('?').to_uppercase()) }
                div {
                    h1 { (name) }
                    p.quiet { (profile.email.as_deref().or(profile.username.as_deref()).unwrap_or("no e-mail address")) }
                }
            }
            section.card {
                h2 { "What we know" }
                dl {
                    dt { "Company" } dd { strong { (profile.tenant) } " " span.tag { "confirmed" } }
                    dt { "Employee" }
                    dd {
                        @match &profile.employee {
                            Some(employee) => {
                                (employee.name.as_deref().unwrap_or("no name"))
                                @if let Some(id) = &employee.id { " " span.quiet { (id) } }
                            }
                            None => { span.quiet { "none" } }
                        }
                    }
                    dt { "Roles" }
                    dd {
                        @for role in &profile.roles { span.tag { (role.name.as_deref().unwrap_or("no name")) } " " }
                        @if profile.omitted.roles { span.quiet { "and more" } }
                        @else if profile.roles.is_empty() { span.quiet { "none" } }
                    }
                    dt { "Known to us as" } dd.key { (profile.key) }
                    dt { "Access until" } dd { (end.as_deref().unwrap_or("CATAPA says otherwise")) ", then renewed by itself" }
                }
            }
            section.card {
                h2 { "Your colleagues, from the CATAPA API" }
                @match employees {
                    Some(employees) => { ul { @for employee in &employees.content { li { (employee.name) } } } }
                    None => { p.quiet { "CATAPA's answer has another shape than this page expects." } }
                }
            }
        }
    }
}

fn page(content: &Markup) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Kopi Kantor" }
                style { (PreEscaped(STYLE)) }
            }
            body { (content) }
        }
    };
    // A page about a person is nobody else's to keep.
    ([("cache-control", "no-store")], Html(markup.into_string())).into_response()
}

const STYLE: &str = include_str!("home.css");

/// The letter C on a plate.
const MARK: &str = r#"<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="currentColor" opacity=".18"/><path d="M21.5 11.5a7 7 0 1 0 0 9" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>"#;

/// A cup of coffee.
const CUP: &str = r#"<svg class="cup" viewBox="0 0 48 48" aria-hidden="true"><path d="M8 18h26v14a9 9 0 0 1-9 9h-8a9 9 0 0 1-9-9z" fill="currentColor"/><path d="M34 21h3a5 5 0 0 1 0 11h-3.2" fill="none" stroke="currentColor" stroke-width="3"/><path d="M16 6c-2 3 2 4 0 7M25 6c-2 3 2 4 0 7" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/></svg>"#;
