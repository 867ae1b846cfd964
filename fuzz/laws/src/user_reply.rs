//! Profiles.

#[cfg(test)]
mod tests;

use catapa_signin::Reply;
use catapa_signin::user::Omitted;
use serde_json::value::RawValue;

use crate::{judge, world};

/// A profile is read exactly as `serde_json` reads it, and every profile with an id is accepted: all else is kept as far as it
/// can be, and what was left out is told. The key of its user gives user_namespace, tenant and id back, and has no other
/// reading; and where the tenant is welcome no more, there is none.
pub fn user_reply(data: &[u8]) -> &'static str {
    let (mut body, sign_in) = (data.to_owned(), world::authorized());
    let user = sign_in.read_user(Reply::new(200, &mut body));
    let profile = Profile::judge(data);
    let kind = match (&profile, user) {
        (Judged::Profile(profile), Ok(user)) => {
            assert_eq!((user.id(), user.username()), (profile.id.as_str(), profile.username.as_deref()));
            assert_eq!(user.email(), profile.email.as_deref());
            let owned = |text: Option<&str>| text.map(str::to_owned);
            assert!(user.roles().map(|role| (owned(role.id), owned(role.name))).eq(profile.roles.iter().cloned()));
            assert_eq!(user.roles().len(), profile.roles.len());
            assert_eq!(user.employee().map(|one| (owned(one.id), owned(one.name))), profile.employee);
            let Omitted { username, email, employee, roles, .. } = user.omitted();
            assert_eq!([username, email, employee, roles], profile.omitted, "what was left out");
            "a profile"
        }
        (Judged::Profile(_), Err(why)) => panic!("a profile, and {why:?}"),
        (Judged::None, Ok(user)) => panic!("no profile, and it is {user:?}"),
        (Judged::None, Err(_)) => "no profile",
        (Judged::Unknown, _) => "beyond the judge",
    };
    let key = sign_in.read_user(Reply::new(200, &mut data.to_owned())).map(|user| user.key().to_string());
    let shut = world::shut().resume(sign_in.into_step()).expect("a list does not change whose step it is");
    assert!(
        shut.read_user(Reply::new(200, &mut data.to_owned())).is_err(),
        "whose tenant is welcome no more is nobody"
    );
    let Ok(key) = key else { return kind };
    assert!(judge::is_json(data));
    let parts: Vec<_> = key.split('|').map(|part| judge::form_text(part).expect("escapes of ours")).collect();
    let [user_namespace, tenant, id] = parts.as_slice() else { panic!("{key} has three parts") };
    assert_eq!((user_namespace.as_str(), tenant.as_str()), (world::API, world::TENANT));
    assert!(!key.bytes().any(|byte| byte.is_ascii_uppercase() && !b"ABCDEF".contains(&byte)));
    if let Judged::Profile(profile) = profile {
        assert_eq!(profile.id, *id);
    }
    kind
}

enum Judged {
    Profile(Profile),
    None,
    /// Beyond the judge: JSON that a strict reader may refuse.
    Unknown,
}

/// `{id, name}`, both optional.
type Named = (Option<String>, Option<String>);

#[derive(Default)]
struct Profile {
    id: String,
    username: Option<String>,
    email: Option<String>,
    employee: Option<Named>,
    roles: Vec<Named>,
    /// Which of the last four are not there as they were sent.
    omitted: [bool; 4],
}

impl Profile {
    fn judge(body: &[u8]) -> Judged {
        match judge::Object::read(body, &["id", "username", "email", "employee", "roles"]) {
            None if judge::is_json(body) => Judged::Unknown,
            None => Judged::None,
            Some(object) => Self::of(&object).map_or(Judged::None, Judged::Profile),
        }
    }

    fn of(object: &judge::Object) -> Result<Self, ()> {
        let id = object.text("id", |id| (1..=128).contains(&id.len()))?.ok_or(())?;
        if object.has_twice() {
            return Err(());
        }
        let mut profile = Self { id, ..Self::default() };
        let [no_username, no_email, no_employee, no_roles] = &mut profile.omitted;
        profile.username = shown(object.get("username"), no_username);
        profile.email = whole(object.get("email"), no_email);
        profile.employee = object.get("employee").map_or(Ok(None), |employee| named(employee, no_employee))?;
        // What is not in an array is no role.
        let roles = serde_json::from_str::<Vec<&RawValue>>(object.get("roles").unwrap_or("[]"));
        *no_roles = roles.as_ref().map_or(true, |roles| roles.len() > 64);
        let roles = roles.unwrap_or_default();
        for role in roles.into_iter().take(64).filter(|role| role.get() != "null") {
            profile.roles.extend(named(role.get(), no_roles)?);
        }
        Ok(profile)
    }
}

/// A text that is only shown: cut to 320 bytes, or absent where it is none.
fn shown(value: Option<&str>, omitted: &mut bool) -> Option<String> {
    let value = value?;
    let text = serde_json::from_str::<String>(value).ok();
    *omitted |= text.as_ref().is_none_or(|text| text.len() > 320);
    text.map(|text| judge::cut(&text, 320).to_owned())
}

/// The same where a beginning would be something else: an e-mail address, an id.
fn whole(value: Option<&str>, omitted: &mut bool) -> Option<String> {
    let mut is_cut = false;
    let text = shown(value, &mut is_cut);
    *omitted |= is_cut;
    text.filter(|_| !is_cut)
}

/// An employee or a role, if it is an object; its id may be a whole number. `Err` if it has a member twice.
fn named(value: &str, omitted: &mut bool) -> Result<Option<Named>, ()> {
    if !value.starts_with('{') {
        *omitted = true;
        return Ok(None);
    }
    let object = judge::Object::read(value.as_bytes(), &["id", "name"]).filter(|it| !it.has_twice()).ok_or(())?;
    let is_whole = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
    let number = object.get("id").filter(|id| is_whole(id)).map(|digits| format!("\"{digits}\""));
    let id = whole(number.as_deref().or_else(|| object.get("id")), omitted);
    Ok(Some((id, shown(object.get("name"), omitted))))
}
