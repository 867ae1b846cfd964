//! The test's orders to this machine.

use core::future;
use core::sync::atomic::{AtomicU64, Ordering};
use std::io;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use catapa_signin::UnixTime;

use crate::say;

/// A point at which a token request stops for good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// Nothing has left this machine.
    Before,
    /// CATAPA's reply has arrived, and no code has read it.
    After,
}

/// The orders so far. A clone is the same list.
#[derive(Clone, Default)]
pub(crate) struct Orders {
    time: Arc<AtomicU64>,
    hold: Arc<Mutex<Option<Point>>>,
}

impl Orders {
    /// Reads orders until the test is gone, then ends the machine.
    pub(crate) fn carry_out(&self, lines: impl Iterator<Item = io::Result<String>>) {
        for line in lines.map_while(Result::ok) {
            match line.split_once(' ') {
                Some(("time", seconds)) => self.time.store(seconds.parse().unwrap_or_default(), Ordering::SeqCst),
                Some(("hold", "before")) => self.hold_at(Point::Before),
                Some(("hold", "after")) => self.hold_at(Point::After),
                _ => process::exit(2),
            }
            if say("done").is_err() {
                break;
            }
        }
        process::exit(0)
    }

    pub(crate) fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.time.load(Ordering::SeqCst))
    }

    /// Stops here for good, if that is the order.
    pub(crate) async fn pass(&self, point: Point) {
        if *self.hold.lock().unwrap_or_else(PoisonError::into_inner) == Some(point) {
            let _ = say("held");
            future::pending().await
        }
    }

    fn hold_at(&self, point: Point) {
        *self.hold.lock().unwrap_or_else(PoisonError::into_inner) = Some(point);
    }
}
