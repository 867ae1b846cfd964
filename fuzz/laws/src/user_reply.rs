//! Profiles.

#[cfg(test)]
mod tests;

use catapa_signin::Reply;
use serde_json::value::RawValue;

use crate::{judge, world};

/// A profile is read exactly as `serde_json` reads it, and every profile within its bounds is accepted; the key of its
/// user gives user_namespace, tenant and id back, and has no other reading; and where the tenant is welcome no more, there is none.
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

struct Profile {
    id: String,
    username: Option<String>,
    email: Option<String>,
    employee: Option<Named>,
    roles: Vec<Named>,
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
        let text = |text: &str| text.len() <= 320;
        let named = |value: &str| {
            let object =
                judge::Object::read(value.as_bytes(), &["id", "name"]).filter(|it| !it.has_twice()).ok_or(())?;
            Ok((object.text("id", text)?, object.text("name", text)?))
        };
        let roles: Vec<&RawValue> = serde_json::from_str(object.get("roles").unwrap_or("[]")).map_err(drop)?;
        if object.has_twice() || roles.len() > 64 {
            return Err(());
        }
        Ok(Self {
            id: object.text("id", |id| (1..=128).contains(&id.len()))?.ok_or(())?,
            username: object.text("username", text)?,
            email: object.text("email", text)?,
            employee: object.get("employee").map(named).transpose()?,
            roles: roles.into_iter().map(|role| named(role.get())).collect::<Result<_, _>>()?,
        })
    }
}
