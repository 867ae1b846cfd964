//! What the README shows of the web example.

const README: &str = include_str!("../../../../README.md");
const EXAMPLE: &str = include_str!("../../examples/web/main.rs");

/// What stands between two lines, without the indentation that all of it has.
fn between(text: &str, begin: &str, end: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| line.trim() != begin).skip(1).take_while(|line| line.trim() != end);
    let lines: Vec<&str> = lines.collect();
    let indented = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    lines.iter().map(|line| line[indented..].to_owned()).collect()
}

#[test]
fn the_readme_shows_the_lines_of_the_web_example_and_they_are_ten_at_most() {
    let example = between(EXAMPLE, "// --8<-- begin", "// --8<-- end");
    assert!((1..=10).contains(&example.len()), "{example:#?}");
    assert_eq!(between(README, "```rust,ignore", "```"), example);
}
