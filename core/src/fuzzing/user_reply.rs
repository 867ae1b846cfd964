//! Profiles.

#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::string::ToString as _;
use std::vec::Vec;

use serde_json::Value;

use super::{judge, world};
use crate::{ApiError, MemberFault, Reply, Unreadable};

/// A profile is read exactly as `serde_json` reads it, and every profile within its bounds is accepted; the key of its
/// user gives realm, tenant and id back, and has no other reading.
pub fn user_reply(data: &[u8]) -> &'static str {
    let (mut body, sign_in) = (data.to_owned(), world::authorized());
    let user = sign_in.user(Reply::new(200, &mut body));
    let object = judge::Object::read(data);
    match (&object, user) {
        (Some(object), Ok(user)) => {
            assert!(is_profile(object));
            assert_eq!(Some(user.id()), object.get("id").and_then(Value::as_str));
            assert_eq!(user.username(), object.get("username").and_then(Value::as_str));
            assert_eq!(user.email(), object.get("email").and_then(Value::as_str));
            let text = |of: &Value, name| of.get(name).and_then(Value::as_str).map(str::to_owned);
            let judged: Vec<_> = object.get("roles").and_then(Value::as_array).into_iter().flatten().collect();
            assert_eq!(user.roles().len(), judged.len());
            for (role, judged) in user.roles().zip(judged) {
                assert_eq!(role.id.map(str::to_owned), text(judged, "id"));
                assert_eq!(role.name.map(str::to_owned), text(judged, "name"));
            }
            let employee = object.get("employee").map(|employee| (text(employee, "id"), text(employee, "name")));
            let owned = |text: Option<&str>| text.map(str::to_owned);
            assert_eq!(user.employee().map(|employee| (owned(employee.id), owned(employee.name))), employee);
        }
        // Of a doubled member inside an employee or a role, the judge keeps the last and says nothing.
        (Some(_), Err(ApiError::Unreadable(Unreadable::Member { fault: MemberFault::Duplicate, .. }))) => {}
        (Some(object), Err(why)) => assert!(!is_profile(object), "{why:?}"),
        (None, _) => {}
    }
    let Ok(user) = sign_in.user(Reply::new(200, &mut data.to_owned())).map(|user| user.key().to_string()) else {
        return "no profile";
    };
    assert!(judge::is_json(data));
    let parts: Vec<_> = user.split('|').map(|part| judge::form_text(part).expect("escapes of ours")).collect();
    let [realm, tenant, id] = parts.as_slice() else { panic!("{user} has three parts") };
    assert_eq!((realm.as_str(), tenant.as_str()), (world::API, world::TENANT));
    assert!(!user.bytes().any(|byte| byte.is_ascii_uppercase() && !b"ABCDEF".contains(&byte)));
    let Some(object) = object else { return "beyond the judge" };
    assert_eq!(object.get("id").and_then(Value::as_str), Some(id.as_str()));
    "a profile"
}

fn is_profile(object: &judge::Object) -> bool {
    let (id, text) = (|text: &str| (1..=128).contains(&text.len()), |text: &str| text.len() <= 320);
    !object.has_twice(&["id", "username", "email", "employee", "roles"])
        && matches!(object.text("id", id), Ok(Some(_)))
        && object.text("username", text).is_ok()
        && object.text("email", text).is_ok()
        && object.get("employee").is_none_or(is_named)
        && object
            .get("roles")
            .is_none_or(|roles| roles.as_array().is_some_and(|roles| roles.len() <= 64 && roles.iter().all(is_named)))
}

/// `{id, name}`, both optional.
fn is_named(value: &Value) -> bool {
    let is_text = |member: Option<&Value>| match member {
        None | Some(Value::Null) => true,
        Some(member) => member.as_str().is_some_and(|text| text.len() <= 320),
    };
    value.as_object().is_some_and(|object| is_text(object.get("id")) && is_text(object.get("name")))
}
