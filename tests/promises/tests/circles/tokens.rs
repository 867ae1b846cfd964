//! Rust's text, cut into tokens: without comments, and without what strings say.

/// A word or a sign.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    Name(String),
    /// `::`
    Turn,
    Sign(&'static str),
    /// A string, a number, or a sign that nobody asks for.
    Other,
}

impl Token {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Turn => "::",
            Self::Sign(sign) => sign,
            Self::Other => "",
        }
    }

    pub(crate) const fn is_name(&self) -> bool {
        matches!(self, Self::Name(_))
    }
}

const SIGNS: [&str; 14] = ["::", "{", "}", "(", ")", "[", "]", "<", ";", ",", ".", "#", "!", "*"];

pub(crate) fn tokens_of(mut text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    while let Some(first) = text.chars().next() {
        let is_part_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        let (token, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if text.starts_with("//") {
            (None, text.find('\n').unwrap_or(text.len()))
        } else if text.starts_with("/*") {
            (None, text.find("*/").map_or(text.len(), |end| end + 2))
        } else if let Some(length) = raw_string(text).or_else(|| string(text)).or_else(|| character(text)) {
            (Some(Token::Other), length)
        } else if first == '\'' {
            // A lifetime.
            (None, 1 + text[1..].find(|letter| !is_part_of_name(letter)).unwrap_or(text.len() - 1))
        } else if is_part_of_name(first) {
            let length = text.find(|letter| !is_part_of_name(letter)).unwrap_or(text.len());
            let is_number = first.is_ascii_digit();
            (Some(if is_number { Token::Other } else { Token::Name(text[..length].to_owned()) }), length)
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| text.starts_with(sign)) {
            (Some(if sign == "::" { Token::Turn } else { Token::Sign(sign) }), sign.len())
        } else {
            (Some(Token::Other), first.len_utf8())
        };
        tokens.extend(token);
        text = &text[length..];
    }
    tokens
}

/// How long a raw string is that the text begins with.
fn raw_string(text: &str) -> Option<usize> {
    let rest = ["r", "br", "cr"].into_iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let quoted = rest.trim_start_matches('#');
    let inside = quoted.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(rest.len() - quoted.len()));
    Some(text.len() - inside.len() + inside.find(&end)? + end.len())
}

/// How long a string is.
fn string(text: &str) -> Option<usize> {
    let inside = text.trim_start_matches(['b', 'c']).strip_prefix('"')?;
    Some(text.len() - inside.len() + quoted(inside, '"')?)
}

/// How long a character or a byte is: `'a'` and `'\n'` are; `'a` is a lifetime.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("b'").or_else(|| text.strip_prefix('\''))?;
    let mut letters = inside.chars();
    let is_character = letters.next()? == '\\' || letters.next()? == '\'';
    is_character.then(|| Some(text.len() - inside.len() + quoted(inside, '\'')?)).flatten()
}

/// Where the text after a quote ends, quote included.
fn quoted(inside: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, letter) in inside.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return Some(at + quote.len_utf8()),
            _ => {}
        }
    }
    None
}
