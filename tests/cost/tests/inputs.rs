//! The inputs are what they say. An input that is refused at once would cost nothing.

use catapa_cost_tests::Input;

#[test]
fn each_input_is_read_as_far_as_it_says_at_both_sizes() {
    for part in [1, 2] {
        let wrong: Vec<_> = Input::all(part)
            .into_iter()
            .map(|input| (input.reading.read(&input.text, |read| read()), input))
            .filter(|(outcome, input)| outcome != &input.outcome)
            .map(|(outcome, Input { reading, name, .. })| format!("{reading:?} {name}: {outcome}"))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "1/{part} of the most");
    }
}

#[test]
fn each_input_is_nearly_as_long_as_its_verb_takes() {
    for Input { reading, name, text, .. } in Input::all(1) {
        let most = reading.most();
        assert!(text.len() <= most && text.len() > most / 10 * 9, "{reading:?} {name}: {} of {most}", text.len());
    }
}
