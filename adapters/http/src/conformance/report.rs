//! What the suite has found.

use core::fmt;

use super::over::Over;

/// A rule that a client has broken.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// The case in which it was broken.
    pub case: String,
    /// What the request went over.
    pub over: Over,
    /// What should have come of it.
    pub expected: String,
    /// What came of it.
    pub seen: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, case, over, expected, seen } = self;
        write!(f, "{rule}\n  {case}, over {over}\n  expected: {expected}\n  seen:     {seen}")
    }
}

/// One rule, as it was checked.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) rule: &'static str,
    pub(super) over: Over,
    /// None if the rule is about something that the client does not do.
    pub(super) found: Option<Vec<Finding>>,
}

/// Which rules a client keeps. Its `Display` names those that it breaks.
#[derive(Clone, Debug)]
#[must_use = "it says which rules are broken"]
pub struct Report {
    pub(super) client: String,
    pub(super) judged: Vec<Judged>,
}

impl Report {
    /// Whether the client keeps every rule that was checked.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings().next().is_none()
    }

    /// What is wrong, in the order of the rules.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.judged.iter().filter_map(|judged| judged.found.as_ref()).flatten()
    }

    /// The names of the broken rules, in the order of the rules.
    #[must_use]
    pub fn broken_rules(&self) -> Vec<&'static str> {
        let mut rules: Vec<_> = self.findings().map(|finding| finding.rule).collect();
        rules.dedup();
        rules
    }

    /// The same client, with the rules of another report after these.
    pub fn and(mut self, other: Self) -> Self {
        self.judged.extend(other.judged);
        self
    }

    /// What was found for a rule over this; none if it was not checked, or does not apply.
    pub(super) fn found(&self, rule: &str, over: Over) -> Option<&[Finding]> {
        let judged = self.judged.iter().find(|judged| judged.rule == rule && judged.over == over)?;
        judged.found.as_deref()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.broken_rules().len() {
            0 => write!(f, "{} keeps every rule", self.client)?,
            1 => write!(f, "{} breaks one rule", self.client)?,
            broken => write!(f, "{} breaks {broken} rules", self.client)?,
        }
        self.findings().try_for_each(|finding| write!(f, "\n\n{finding}"))
    }
}
