//! Form-encoded parameters. None may come twice (RFC 6749, 3.1).

/// The decoded parameters of a query or a form.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the parameters that can be decoded, and skips the rest.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(encoded).unwrap_or_default())
    }

    /// Whether any parameter came twice.
    pub(crate) fn repeat(&self) -> bool {
        let names = || self.0.iter().map(|(name, _)| name);
        names().enumerate().any(|(at, name)| names().skip(at + 1).any(|other| other == name))
    }

    /// A value that may be empty.
    pub(crate) fn present(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(candidate, _)| candidate == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// A value; an empty one counts as absent (RFC 6749, 3.1).
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.present(name).filter(|value| !value.is_empty())
    }
}
