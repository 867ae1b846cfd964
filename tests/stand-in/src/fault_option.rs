//! `--fault PATH=FAULT*TIMES`.

use core::str::FromStr;
use core::time::Duration;

use catapa_stand_in::{Fault, Path, StandIn};

/// One line of the script, as the command line writes it.
#[derive(Clone, Debug)]
pub(crate) struct ScriptedFault {
    path: Path,
    fault: Fault,
    /// `None` is always.
    times: Option<usize>,
}

impl ScriptedFault {
    pub(crate) fn script(self, stand_in: &StandIn) {
        let faults = stand_in.faults();
        match self.times {
            Some(times) => faults.times(times, self.path, self.fault),
            None => faults.always(self.path, self.fault),
        }
    }
}

impl FromStr for ScriptedFault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, rest) = text.split_once('=').ok_or("it must be PATH=FAULT")?;
        let (fault, times) = match rest.rsplit_once('*') {
            Some((fault, "always")) => (fault, None),
            Some((fault, times)) => (fault, Some(number(times)?)),
            None => (rest, Some(1)),
        };
        Ok(Self { path: parse_path(path)?, fault: parse_fault(fault)?, times })
    }
}

fn parse_path(text: &str) -> Result<Path, String> {
    Ok(match text {
        "authorize" => Path::Authorize,
        "login" => Path::Login,
        "consent" => Path::Consent,
        "token" => Path::Token,
        "users-me" => Path::UsersMe,
        "validate" => Path::ValidateAccessToken,
        "employees" => Path::Employees,
        _ => return Err(format!("there is no path {text:?}")),
    })
}

fn parse_fault(text: &str) -> Result<Fault, String> {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    Ok(match (name, value) {
        ("none", "") => Fault::none(),
        ("silence", "") => Fault::silence(),
        ("close", "") => Fault::close(),
        ("reset", "") => Fault::reset(),
        ("close-after", "") => Fault::altered().close_after(),
        ("dead-after", "") => Fault::altered().dead_after(),
        ("ends-with-connection", "") => Fault::altered().ends_with_connection(),
        ("ends-without-close-notify", "") => Fault::altered().ends_without_close_notify(),
        ("refuse-stream", "") => Fault::refuse_stream(),
        ("refuse-by-goaway", "") => Fault::refuse_by_goaway(),
        ("goaway-then-reply", "") => Fault::altered().goaway_then_reply(),
        ("opaque-access-token", "") => Fault::altered().opaque_access_token(),
        ("keeps-refresh-token", "") => Fault::altered().keeps_refresh_token(),
        ("legacy-errors", "") => Fault::altered().legacy_errors(),
        ("cut-body", bytes) => Fault::cut_body(number(bytes)?),
        ("padded-to", bytes) => Fault::altered().padded_to(number(bytes)?),
        ("status", status) => Fault::answer(number(status)?),
        ("too-many-requests", seconds) => Fault::too_many_requests(number::<u64>(seconds)?),
        ("redirect", url) => Fault::redirect(307, url),
        ("delay", time) => Fault::altered().delay(Duration::from_millis(number(time)?)),
        ("surplus", text) => Fault::altered().surplus(text),
        ("stray-after", text) => Fault::altered().stray_after(text),
        ("reset-stream", code) => Fault::reset_stream(number(code)?),
        ("settings-flood", frames) => Fault::altered().settings_flood(number(frames)?),
        ("reply-on-unopened-stream", body) => Fault::altered().reply_on_unopened_stream(body),
        ("callback-error", code) => Fault::callback_error(code, None),
        ("without", member) => Fault::altered().without_member(member),
        (_, "") => return Err(format!("there is no fault {text:?}")),
        (member, json) => Fault::altered().member(member, json),
    })
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no such number"))
}
