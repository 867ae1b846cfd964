use super::is_within_site;

#[test]
fn a_place_is_within_the_site_or_it_is_not_gone_to() {
    let long = format!("/{}", "a".repeat(511));
    let within =
        ["/", "/a", "/a/", "/a/b?c=d&e=//f", "/@siti", "/a?next=https://evil.example", "/a%20b", "/a#b", "/a:b", &long];
    for target in within {
        assert!(is_within_site(target), "{target}");
    }
    let too_long = format!("/{}", "a".repeat(512));
    let four_kib = format!("/{}", "a".repeat(4096));
    let elsewhere = [
        "",
        "a",
        "//x",
        "///x",
        "//x@y",
        "/\\x",
        "\\x",
        "\\\\x",
        "/%5cx",
        "/%5Cx",
        "/%2fx",
        "/%2Fx",
        "/a//b",
        "/./x",
        "/../x",
        "/a/..//x",
        "/%2e%2e/x",
        "/%00",
        "\t/x",
        "/\tx",
        "/\t/x",
        " /x",
        "/ x",
        "https:x",
        "https:/x",
        "https://x",
        "javascript:alert(1)",
        "@x",
        "x@y",
        ".x",
        "?x",
        "#x",
        "/a\r\nset-cookie: b",
        "/a\nb",
        "/a\rb",
        "/a\0b",
        "/a\u{7f}",
        "/\u{e9}",
        "/\u{2028}",
        "/\u{ff0f}x",
        &too_long,
        &four_kib,
    ];
    for target in elsewhere {
        assert!(!is_within_site(target), "{target:?}");
    }
}
