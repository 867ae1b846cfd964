//! No crate has a circle of files: what a file is made of can be read before it.
//!
//! A file depends on another if it names something of it: in a `use`, or in a path in its code. Names are followed to the
//! file that has the item. So a parent that only declares its children and passes their names on (`mod`, `pub use`) does not
//! depend on them, and `super::Name` leads to the sibling that `Name` comes from. If the parent's own code says the name,
//! it depends on that child, and the child must not lean on the parent.
//!
//! A machine whose states lead to one another goes round by its nature: its files count as one, named in `MACHINES`.
//!
//! What is compiled for tests alone does not count: tests are about what is beside them. Methods do not count either: only
//! the types that they belong to are named.

mod source;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::rc::Rc;

use source::Crate;

/// `adapters/axum` is not here: its inside is rewritten next, as a straight line.
const CRATES: [&str; 10] = [
    "core/src/lib.rs",
    "adapters/http/src/lib.rs",
    "adapters/async/src/lib.rs",
    "adapters/ureq/src/lib.rs",
    "adapters/embedded/src/lib.rs",
    "adapters/sql/src/lib.rs",
    "adapters/tokens/src/lib.rs",
    "fuzz/laws/src/lib.rs",
    "tests/stand-in/src/lib.rs",
    "tests/stand-in/src/main.rs",
];

/// The files of a machine, which count as the first of them.
const MACHINES: [&[&str]; 2] = [
    // A refresh leads back to fresh tokens.
    &["core/src/sign_in/authorized.rs", "core/src/sign_in/expired.rs"],
    // A swap that lost its race leads back to the load that it began with.
    &[
        "adapters/tokens/src/lease/attempt.rs",
        "adapters/tokens/src/lease/look.rs",
        "adapters/tokens/src/lease/send.rs",
        "adapters/tokens/src/lease/swap.rs",
    ],
];

type Edges = BTreeMap<Rc<Path>, BTreeMap<Rc<Path>, String>>;

/// The shortest way from a file back to itself, a line for each file.
fn circle_through(start: &Rc<Path>, edges: &Edges) -> Option<Vec<Rc<Path>>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![Rc::clone(start)]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in edges.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
                if next == start {
                    return Some(way);
                }
                if seen.insert(Rc::clone(next)) {
                    longer.push([&way[..], &[Rc::clone(next)]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

/// Every circle, told once, from each of its files the shortest.
fn circles(edges: &Edges) -> Vec<String> {
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for start in edges.keys() {
        let Some(way) = circle_through(start, edges) else { continue };
        if !told.insert(way.iter().cloned().collect::<BTreeSet<_>>()) {
            continue;
        }
        let next = way.iter().cycle().skip(1);
        let lines = way.iter().zip(next).map(|(from, to)| {
            let name = |file: &Path| file.display().to_string();
            format!("{} names {} of {}", name(from), edges[from][to], name(to))
        });
        circles.push(lines.collect::<Vec<_>>().join("\n  "));
    }
    circles
}

/// The same dependencies, with each machine as one file.
fn with_whole_machines(edges: Edges) -> Edges {
    let whole = |file: Rc<Path>| {
        let machine = MACHINES.iter().find(|files| files.iter().any(|part| Path::new(part) == &*file));
        machine.map_or(file, |files| Path::new(files[0]).into())
    };
    let mut whole_edges = Edges::new();
    for (from, names) in edges {
        let from = whole(from);
        let names = names.into_iter().map(|(to, name)| (whole(to), name)).filter(|(to, _)| *to != from);
        whole_edges.entry(Rc::clone(&from)).or_default().extend(names.collect::<Vec<_>>());
    }
    whole_edges
}

#[test]
fn no_crate_has_a_circle_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    // So that messages name files as a reader knows them.
    std::env::set_current_dir(root).unwrap();
    let mut found = Vec::new();
    for file in CRATES {
        let edges = Crate::read(Path::new(file)).edges();
        found.extend(circles(&with_whole_machines(edges)));
    }
    assert!(found.is_empty(), "{} circles:\n\n  {}\n", found.len(), found.join("\n\n  "));
}

/// A crate of these files, in a folder of its own, and the circles in it.
fn circles_of(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let without_folder = |circle: String| circle.replace(&format!("{}/", folder.display()), "");
    circles(&Crate::read(&folder.join("lib.rs")).edges()).into_iter().map(without_folder).collect()
}

#[test]
fn a_circle_is_found_through_the_names_that_a_parent_passes_on() {
    let found = circles_of(
        "siblings",
        &[
            ("lib.rs", "mod room;"),
            ("room.rs", "mod one; mod other; pub use one::One; pub(crate) use other::{inner::Other as Else, help};"),
            ("room/one.rs", "use super::Else; pub struct One(Else);"),
            ("room/other.rs", "pub mod inner { pub struct Other; } fn help() { crate::room::One::go(b'\"', \"\"); }"),
        ],
    );
    let circle =
        "room/one.rs names super::Else of room/other.rs\n  room/other.rs names crate::room::One::go of room/one.rs";
    assert_eq!(found, [circle]);
}

#[test]
fn a_parent_leans_on_a_child_whose_name_its_own_code_says() {
    let child = ("room/one.rs", "pub struct One; fn size() -> usize { super::SIZE }");
    for (code, circles) in [("", 0), ("fn make() -> One { One }", 1)] {
        let parent = format!("mod one; pub use one::One; const SIZE: usize = 1; {code}");
        let found = circles_of("family", &[("lib.rs", "mod room;"), ("room.rs", &parent), child]);
        assert_eq!(found.len(), circles, "{code}: {found:?}");
    }
}

#[test]
fn comments_texts_tests_and_other_crates_are_no_dependencies() {
    let one = "
        //! See crate::other::Other.
        /* crate::other */ use std::other::Other;
        const TEXTS: [&str; 2] = [\"crate::other::Other\", r#\"\"crate::other\"#];
        #[cfg(test)]
        mod tests { use crate::other::Other; }
        #[cfg(test)]
        use crate::other::Other as Seen;
        fn text<'a>(_: &'a str) -> char { 'a' }
        mod inner { use super::text; }";
    let found =
        circles_of("texts", &[("lib.rs", "mod one; mod other;"), ("one.rs", one), ("other.rs", "use crate::one;")]);
    assert!(found.is_empty(), "{found:?}");
}
