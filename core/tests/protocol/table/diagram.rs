//! The table as the crate's documentation shows it.

use super::Row;

/// The diagram: inputs of one verb that have the same outcome share a line.
pub(super) fn diagram(rows: Vec<Row>) -> String {
    const INPUTS: usize = 46;
    let mut groups: Vec<(String, &str, String, Vec<&str>)> = Vec::new();
    for Row { step, verb, input, becomes } in rows {
        match groups.iter_mut().find(|group| (&group.0, group.1, &group.2) == (&step, verb, &becomes)) {
            Some((.., inputs)) => inputs.push(input),
            None => groups.push((step, verb, becomes, vec![input])),
        }
    }
    let mut lines = vec![line("step", "verb", "input", "becomes"), "-".repeat(16 + 2 + 13 + 2 + INPUTS + 4 + 24)];
    let (mut last_step, mut last_verb) = (String::new(), "");
    for (step, verb, becomes, inputs) in groups {
        let (new_step, new_verb) = (step != last_step, step != last_step || verb != last_verb);
        let wrapped = wrap(&inputs.join("; "), INPUTS);
        for (index, input) in wrapped.iter().enumerate() {
            let first = index == 0;
            lines.push(line(
                if first && new_step { &step } else { "" },
                if first && new_verb { verb } else { "" },
                input,
                &if first { format!("-> {becomes}") } else { String::new() },
            ));
        }
        (last_step, last_verb) = (step, verb);
    }
    lines.join("\n")
}

fn line(step: &str, verb: &str, input: &str, becomes: &str) -> String {
    let becomes = if becomes == "becomes" { "   becomes" } else { becomes };
    format!("{step:<16}  {verb:<13}  {input:<46} {becomes}").trim_end().to_owned()
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("a line");
        if !last.is_empty() && last.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            *last = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
        }
    }
    lines
}
