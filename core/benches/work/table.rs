//! The table of all figures.

use core::fmt;
use std::collections::BTreeMap;

use super::{Operation, Worker};

/// The cost of each piece of work.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<(Operation, Worker), f64>);

impl Figures {
    pub(crate) fn note(&mut self, operation: Operation, worker: Worker, figure: f64) {
        self.0.insert((operation, worker), figure);
    }

    fn of(&self, operation: Operation, worker: Worker) -> f64 {
        let figure = |operation| self.0.get(&(operation, worker)).copied().unwrap_or(f64::NAN);
        let request = worker == Worker::Peer && operation.reads_alone();
        figure(operation) - if request { figure(Operation::TokenRequest) } else { 0.0 }
    }
}

/// All figures in one unit, and the number of allocations if they were counted.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) figures: Figures,
    pub(crate) allocations: Option<Figures>,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<30} {:>9} {:>9} {:>7} {:>9} {:>7}{}",
            "",
            "ours",
            "oauth2",
            "ratio",
            "bound",
            "over",
            if self.allocations.is_some() { "  allocations" } else { "" }
        )?;
        for operation in Operation::ALL {
            let [ours, peer, bound] = Worker::ALL.map(|worker| self.figures.of(operation, worker));
            write!(
                f,
                "{operation:<30} {ours:>9.0} {peer:>9.0} {:>7.1} {bound:>9.0} {:>7.1}",
                peer / ours,
                ours / bound
            )?;
            if let Some(allocations) = &self.allocations {
                let [ours, peer] = [Worker::Ours, Worker::Peer].map(|worker| allocations.of(operation, worker));
                write!(f, "  {ours:>3.0} of {peer:>3.0}")?;
            }
            writeln!(f)?;
        }
        let [ours, peer, bound] = Worker::ALL.map(|worker| self.figures.of(Operation::Whole, worker));
        write!(f, "total ratio={:.1} over_bound={:.1}", peer / ours, ours / bound)?;
        if let Some(allocations) = &self.allocations {
            write!(f, " allocations={:.0}", allocations.of(Operation::Whole, Worker::Ours))?;
        }
        Ok(())
    }
}
