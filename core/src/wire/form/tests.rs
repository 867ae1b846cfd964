//! Pairs and their encoded forms: one table, judged by `serde_urlencoded`.

use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::percent;

type Pairs<'a> = &'a [(&'a str, &'a str)];

const TABLE: [(Pairs<'_>, &str); 6] = [
    (&[], ""),
    (&[("scope", "")], "scope="),
    (
        &[("grant_type", "refresh_token"), ("refresh_token", "a/b+c=")],
        "grant_type=refresh_token&refresh_token=a%2Fb%2Bc%3D",
    ),
    (&[("a", "1"), ("a", "2")], "a=1&a=2"),
    (&[("", "nameless")], "=nameless"),
    (&[("name", "é &=😀\n")], "name=%C3%A9%20%26%3D%F0%9F%98%80%0A"),
];

fn write(pairs: Pairs<'_>) -> String {
    let mut form = String::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        form.push_str(if index == 0 { "" } else { "&" });
        form.push_str(name);
        form.push('=');
        percent::write_encoded(&mut form, value).unwrap();
    }
    form
}

fn read(form: &str) -> Result<Vec<(String, String)>, BadEscape> {
    pairs(form)
        .map(|(name, value)| Ok((name.chars().collect::<Result<_, _>>()?, value.chars().collect::<Result<_, _>>()?)))
        .collect()
}

fn owned(pairs: Pairs<'_>) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[test]
fn pairs_are_written_in_their_order_and_an_empty_value_is_present() {
    for (pairs, bytes) in TABLE {
        assert_eq!(write(pairs), bytes);
    }
}

#[test]
fn what_was_written_is_read_back() {
    for (pairs, bytes) in TABLE {
        assert_eq!(read(bytes), Ok(owned(pairs)));
    }
}

#[test]
fn every_prefix_of_a_form_gives_no_pair_that_the_form_has_not_begun() {
    for (pairs, bytes) in TABLE {
        for end in 0..bytes.len() {
            let Ok(read) = read(&bytes[..end]) else { continue };
            for ((name, value), (whole_name, whole_value)) in read.iter().zip(pairs) {
                assert!(whole_name.starts_with(name) && whole_value.starts_with(value));
            }
        }
    }
}

#[test]
fn trailing_junk_is_a_pair_of_its_own_and_empty_pairs_are_passed_over() {
    for (pairs, bytes) in TABLE {
        let mut more = owned(pairs);
        assert_eq!(read(&(bytes.to_owned() + "&&")), Ok(more.clone()));
        more.push(("junk".to_owned(), String::new()));
        assert_eq!(read(&(bytes.to_owned() + "&&junk")), Ok(more));
    }
}

#[test]
fn a_name_without_an_equals_sign_has_an_empty_value_and_a_value_may_have_more_of_them() {
    assert_eq!(read("code&state=a=b"), Ok(owned(&[("code", ""), ("state", "a=b")])));
}

#[test]
fn a_text_means_itself_in_whichever_of_its_encoded_forms() {
    for raw in ["code", "c%6Fde", "%63%6f%64%65"] {
        assert!(FormText(raw).decodes_to("code"));
    }
    for raw in ["", "Code", "cod", "codes", "code%", "code+", "c%6ode"] {
        assert!(!FormText(raw).decodes_to("code"), "{raw}");
    }
}

#[test]
fn a_decoded_value_is_counted_whole_and_cut_at_a_character() {
    let value = FormText("ab%C3%A9+c");
    assert_eq!(value.decoded_len(), Ok(6));
    for (cut, bytes) in [
        ("ab", value.decode::<3>().unwrap().as_str()),
        ("abé", &value.decode::<4>().unwrap()),
        ("abé c", &value.decode::<6>().unwrap()),
    ] {
        assert_eq!(bytes, cut);
    }
    assert_eq!(FormText("a%").decoded_len(), Err(BadEscape));
    assert_eq!(FormText("a%").decode::<9>(), Err(BadEscape));
}

/// Any text, with the control characters that proptest leaves out of a `String`.
const ANY_TEXT: &str = "(?s).{0,12}";

proptest! {
    #[test]
    fn serde_urlencoded_reads_what_we_write(name in "[a-z_]{0,12}", value: String) {
        let form = write(&[(&name, &value), ("z", "")]);
        let judged: Vec<(String, String)> = serde_urlencoded::from_str(&form).unwrap();
        prop_assert_eq!(judged, owned(&[(&name, &value), ("z", "")]));
    }

    #[test]
    fn we_read_what_serde_urlencoded_writes(pairs in vec((ANY_TEXT, ANY_TEXT), 0..4)) {
        let form = serde_urlencoded::to_string(&pairs).unwrap();
        prop_assert_eq!(read(&form), Ok(pairs));
    }

    #[test]
    fn a_value_means_counts_and_keeps_what_it_is_decoded_to(raw in "[a-f0-9%+é😀]{0,24}|(%[2-7][0-9A-F]|.){0,12}") {
        let value = FormText(&raw);
        match value.chars().collect::<Result<String, _>>() {
            Ok(decoded) => {
                prop_assert_eq!(value.decoded_len(), Ok(decoded.len()));
                prop_assert!(value.decodes_to(&decoded) && !value.decodes_to(&(decoded.clone() + "x")));
                let kept = value.decode::<16>().unwrap();
                let end = decoded.floor_char_boundary(16);
                prop_assert_eq!(kept.as_str(), &decoded[..end]);
            }
            Err(BadEscape) => prop_assert_eq!(value.decoded_len(), Err(BadEscape)),
        }
    }

    #[test]
    fn whatever_we_read_serde_urlencoded_reads_alike(form in "[a-f0-9%&=+é]{0,24}") {
        if let Ok(read) = read(&form) {
            prop_assert_eq!(read, serde_urlencoded::from_str::<Vec<(String, String)>>(&form).unwrap());
        }
    }
}

#[test]
fn a_text_is_told_verbatim_if_it_has_nothing_to_decode() {
    for (text, verbatim) in [
        ("", Some("")),
        ("a-b_c.d~e", Some("a-b_c.d~e")),
        ("é", Some("é")),
        ("a+b", None),
        ("a%20b", None),
        ("%", None),
    ] {
        assert_eq!(FormText(text).verbatim(), verbatim, "{text}");
    }
}
