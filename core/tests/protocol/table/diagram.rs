//! The table as a diagram for the crate's documentation.

use super::Row;

/// The width of the column of inputs: a page of documentation shows about 80 columns.
const INPUTS: usize = 33;

/// The diagram: a paragraph for each step. Inputs of one verb with the same outcome share an arrow.
pub(super) fn diagram(rows: Vec<Row>) -> String {
    let mut groups: Vec<(String, &str, String, Vec<&str>)> = Vec::new();
    for Row { step, verb, input, becomes } in rows {
        match groups.iter_mut().find(|group| (&group.0, group.1, &group.2) == (&step, verb, &becomes)) {
            Some((.., inputs)) => inputs.push(input),
            None => groups.push((step, verb, becomes, vec![input])),
        }
    }
    let mut lines = Vec::new();
    let (mut last_step, mut last_verb) = (String::new(), "");
    for (step, verb, becomes, inputs) in groups {
        if step != last_step {
            lines.push(step.clone());
            last_verb = "";
        }
        for (index, input) in wrap(&inputs.join("; "), INPUTS).iter().enumerate() {
            let verb = if index == 0 && verb != last_verb { verb } else { "" };
            let becomes = if index == 0 { format!("-> {becomes}") } else { String::new() };
            lines.push(format!("  {verb:<13} {input:<INPUTS$} {becomes}").trim_end().to_owned());
        }
        (last_step, last_verb) = (step, verb);
    }
    lines.join("\n")
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
