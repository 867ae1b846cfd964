//! Delays and the bytes of their header: one table, judged by `httpdate`.

use core::time::Duration;
use std::time::SystemTime;

use alloc::format;
use alloc::string::String;

use proptest::prelude::*;

use super::*;

/// The moment of the example in all three forms (RFC 9110, section 5.6.7).
const MOMENT: Delay = Delay::At(UnixTime::from_secs(784_111_777));

const DATES: [&str; 3] =
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];

const TABLE: [(Delay, &str); 8] = [
    (Delay::Seconds(0), "0"),
    (Delay::Seconds(120), "120"),
    (Delay::Seconds(7), "007"),
    (Delay::Seconds(u64::MAX), "99999999999999999999999"),
    (MOMENT, DATES[0]),
    (MOMENT, DATES[1]),
    (MOMENT, DATES[2]),
    (Delay::At(UnixTime::MAX), "Fri, 31 Dec 9999 23:59:59 GMT"),
];

#[test]
fn seconds_and_the_three_forms_of_a_date_are_read_with_space_around_them() {
    for (meaning, bytes) in TABLE {
        assert_eq!(parse(bytes.as_bytes()), Some(meaning), "{bytes}");
        assert_eq!(parse(format!(" \t{bytes} ").as_bytes()), Some(meaning), "{bytes}");
    }
}

#[test]
fn every_prefix_of_a_date_means_the_same_moment_or_nothing() {
    for date in [DATES[0], DATES[1]] {
        for end in 0..date.len() {
            let read = parse(&date.as_bytes()[..end]);
            assert!(read.is_none() || read == Some(MOMENT), "{}", &date[..end]);
        }
    }
}

#[test]
fn trailing_junk_is_no_date_and_no_number() {
    for (_, bytes) in TABLE {
        for junk in ["x", ";", "\0", " UTC", " 12:00:00:00", ".5"] {
            assert_eq!(parse(format!("{bytes}{junk}").as_bytes()), None, "{bytes}{junk}");
        }
    }
}

#[test]
fn nonsense_says_nothing() {
    let nonsense = [
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "0x10",
        "soon",
        "é",
        "Sun, 06 Nov 1994",
        "08:49:37",
        "Sun, 06 Nov 08:49:37 GMT",
        "Sun, 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 0: Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 199: 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:4/:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:37 PST",
        "Sun, 06 Nov 1969 08:49:37 GMT",
        "Sun, 06 Nov 10000 08:49:37 GMT",
    ];
    for value in nonsense {
        assert_eq!(parse(value.as_bytes()), None, "{value}");
    }
    assert_eq!(parse(b"\xff\xfe"), None);
}

/// The moment of a date, in seconds.
fn secs(date: &str) -> u64 {
    match parse(date.as_bytes()) {
        Some(Delay::At(moment)) => moment.as_secs(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_leap_second_and_a_leap_day_exist() {
    assert_eq!(secs("Sat, 31 Dec 2016 23:59:60 GMT"), 1_483_228_800);
    assert_eq!(secs("Thu, 29 Feb 2024 00:00:00 GMT"), 1_709_164_800);
    assert_eq!(secs("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
}

#[test]
fn a_year_of_two_digits_is_one_of_the_hundred_from_1970_on() {
    for (year, begins) in [("70", 0), ("99", 915_148_800), ("00", 946_684_800), ("69", 3_124_224_000)] {
        assert_eq!(secs(&format!("Sunday, 01-Jan-{year} 00:00:00 GMT")), begins, "{year}");
    }
}

proptest! {
    #[test]
    fn httpdate_writes_what_we_read(secs in 0..=UnixTime::MAX.as_secs()) {
        let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(secs));
        prop_assert_eq!(parse(date.as_bytes()), Some(Delay::At(UnixTime::from_secs(secs))));
    }

    #[test]
    fn whatever_httpdate_reads_we_read_alike(digits: [u8; 12], form in 0..DATES.len()) {
        // The judge wants the right weekday, so it reads one case of seven.
        let mut digits = digits.into_iter().map(|digit| char::from(b'0' + digit % 4));
        let date: String = DATES[form].chars().map(|c| if c.is_ascii_digit() { digits.next().unwrap_or('0') } else { c }).collect();
        if let Ok(time) = httpdate::parse_http_date(&date) {
            let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap();
            prop_assert_eq!(parse(date.as_bytes()), Some(Delay::At(UnixTime::from_secs(since.as_secs()))));
        }
    }
}
