//! The map of the house in ARCHITECTURE.md is whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The paths of a map: a line names one or more, two or more spaces before what is said of it. An indented line is inside
/// of the folder of a line above: the last that is less indented.
fn paths_of(map: &str) -> Vec<String> {
    let mut folders: Vec<(usize, String)> = Vec::new();
    let mut paths = Vec::new();
    for line in map.lines().filter(|line| !line.is_empty()) {
        let indent = line.len() - line.trim_start().len();
        folders.retain(|(outer, _)| *outer < indent);
        let folder = folders.last().map_or(String::new(), |(_, folder)| folder.clone());
        let names = line.trim_start().split("  ").next().unwrap();
        // The longest name touches what is said of it.
        for name in names.split(", ").map(|name| name.split(' ').next().unwrap()) {
            paths.push(format!("{folder}{name}"));
            if name.ends_with('/') {
                folders.push((indent, format!("{folder}{name}")));
            }
        }
    }
    paths
}

/// The sources below a folder, without those of tests.
fn sources(root: &Path, folder: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("{folder}/{name}");
        if name == "tests" || name == "tests.rs" {
            continue;
        } else if root.join(&path).is_dir() {
            sources(root, &path, found);
        } else if name.ends_with(".rs") {
            found.insert(path);
        }
    }
}

#[test]
fn every_file_of_the_map_is_there_and_every_file_of_the_core_is_on_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let document = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let house = document.split("\n## ").find(|part| part.starts_with("The house")).unwrap();
    let maps = house.split("```text\n").skip(1).map(|part| part.split("```").next().unwrap());
    let named: BTreeSet<String> = maps.flat_map(paths_of).collect();
    assert!(named.len() > 80, "{named:#?}");

    let missing: Vec<&String> = named.iter().filter(|path| !root.join(path).exists()).collect();
    assert!(missing.is_empty(), "on the map, and not there: {missing:#?}");

    let mut there = BTreeSet::new();
    sources(root, "core/src", &mut there);
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = manifest.split("[workspace.package]").next().unwrap().split('"').skip(1).step_by(2);
    // Versions have no letters.
    let crates = members.filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
    let unnamed = |path: &String| !named.iter().any(|named| named.trim_end_matches('/').starts_with(path.as_str()));
    let absent: Vec<String> = there.into_iter().chain(crates.map(str::to_owned)).filter(unnamed).collect();
    assert!(absent.is_empty(), "there, and not on the map: {absent:#?}");
}
