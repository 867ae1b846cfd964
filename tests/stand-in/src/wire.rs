//! What happens to an answer and its connection on the way out.

/// The way out of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wire {
    #[default]
    Delivered,
    Silent,
    Closed,
    Reset,
    CutAfter(usize),
    StreamRefused,
    StreamReset(u32),
    StreamResetAfter(usize, u32),
    RefusedByGoaway,
    GoawayThenReply,
    SettingsFlood(usize),
    UnopenedStream(Vec<u8>),
    Surplus(Vec<u8>),
    StrayAfter(Vec<u8>),
    CloseAfter,
    DeadAfter,
    EndsWithConnection,
    EndsWithoutCloseNotify,
}
