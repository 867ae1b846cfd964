//! One client before one rule, over one kind of connection.

use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::rc::Rc;

use catapa_signin::{Authorized, SignIn};

use super::client::{ClientUnderTest, Setup};
use super::over::Over;
use super::ready::Ready;
use super::report::Finding;
use super::world::World;

/// Long enough to connect, and no burden for those who run the suite.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// One client before one rule.
pub(super) struct Trial<'a> {
    pub(super) client: &'a ClientUnderTest,
    pub(super) over: Over,
    rule: &'static str,
    applies: Cell<bool>,
    hangs: Rc<Cell<bool>>,
    findings: RefCell<Vec<Finding>>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(client: &'a ClientUnderTest, over: Over, rule: &'static str) -> Self {
        Self { client, over, rule, applies: Cell::new(true), hangs: Rc::default(), findings: RefCell::default() }
    }

    /// What was found, unless the rule does not apply to this client.
    pub(super) fn found(self) -> Option<Vec<Finding>> {
        self.expect_that("a request", "an end in time", !self.hangs.get(), "no end");
        self.applies.get().then(|| self.findings.into_inner())
    }

    /// The rule is about something that this client does not do.
    pub(super) fn does_not_apply(&self) {
        self.applies.set(false);
    }

    pub(super) fn world(&self) -> World {
        World::over(self.over)
    }

    /// The client, set up for this stand-in.
    pub(super) fn ready(&self, world: &World) -> Ready {
        self.ready_with(trusting(world))
    }

    /// The same, for a server that will not answer.
    pub(super) fn impatient(&self, world: &World) -> Ready {
        self.ready_with(Setup { timeout: PATIENCE, ..trusting(world) })
    }

    pub(super) fn ready_with(&self, setup: Setup) -> Ready {
        Ready::new(self.client.make(&setup), self.hangs.clone())
    }

    /// A sign-in with tokens. Notes it if there are none.
    pub(super) async fn signed_in<'w>(
        &self,
        world: &'w World,
        ready: &Ready,
    ) -> Option<SignIn<'w, Authorized<String>>> {
        let authorized = world.authorized(ready).await;
        self.expect_that("a sign-in", "tokens", authorized.is_some(), "none");
        authorized
    }

    /// Notes it if something else was seen.
    pub(super) fn expect(&self, case: impl Into<String>, expected: &str, seen: impl Into<String>) {
        self.expect_one_of(case, &[expected], seen);
    }

    /// Notes it if none of these was seen.
    pub(super) fn expect_one_of(&self, case: impl Into<String>, expected: &[&str], seen: impl Into<String>) {
        let seen = seen.into();
        if !expected.contains(&seen.as_str()) {
            let expected = expected.join(", or ");
            let (rule, case, over) = (self.rule, case.into(), self.over);
            self.findings.borrow_mut().push(Finding { rule, case, over, expected, seen });
        }
    }

    /// Notes it, with these words for what was seen, if this is not so.
    pub(super) fn expect_that(&self, case: impl Into<String>, expected: &str, is_so: bool, otherwise: &str) {
        self.expect(case, expected, if is_so { expected } else { otherwise });
    }
}

/// A setup for this stand-in.
pub(super) fn trusting(world: &World) -> Setup {
    Setup { trusted_pem: world.catapa.certificate_pem().map(str::to_owned), ..Setup::default() }
}
