//! Where a person goes after signing in: a place of this site, whoever asked for it.

/// The longest, in bytes: four pending sign-ins must fit into 4 KiB of cookies.
const LONGEST: usize = 512;

/// Is this a path of this site, for every browser and every proxy? On doubt, it is not.
///
/// It begins with one `/`, and is visible ASCII without `\`. No part of its path is empty, `.` or `..`, and none hides a
/// slash, a backslash or a dot in an escape, because whoever undoes the escape would see another path.
pub(crate) fn is_within_site(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let Some(below) = path.strip_prefix('/') else { return false };
    let last = below.split('/').count();
    let are_parts = below.split('/').zip(1..).all(|(part, number)| is_part(part, number == last));
    target.len() <= LONGEST && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && are_parts
}

fn is_part(part: &str, is_last: bool) -> bool {
    let part = part.to_ascii_lowercase();
    let hides = ["%2f", "%5c", "%2e", "%00"].iter().any(|escape| part.contains(escape));
    !hides && part != "." && part != ".." && (is_last || !part.is_empty())
}

#[cfg(test)]
mod tests;
