use catapa_signin::{HaveCode, UnixTime};

fn code(other: HaveCode, now: UnixTime) -> HaveCode {
    HaveCode { accepted_at: now, ..other }
}

fn main() {}
