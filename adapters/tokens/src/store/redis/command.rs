//! The commands of this store.

use core::time::Duration;

use ::redis::Pipeline;

use crate::store::Version;

/// Compares and swaps in one step, because nothing runs beside a script. It is sent whole each time (`EVAL`): that is some
/// 300 bytes more than its hash, and spares the second round trip after a restart or a failover. Its last command is its
/// only write, so an error of it means that nothing was written.
///
/// `ARGV`: the expected version, or nothing; the new value, or nothing; how many milliseconds it lives.
const COMPARE_AND_SWAP: &str = "\
local current = redis.call('GET', KEYS[1])
if (current and string.sub(current, 1, 8) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' or ARGV[3] == '0' then redis.call('DEL', KEYS[1]) return 1 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// How long a record lives at most, in milliseconds: 1,000 years. Redis refuses a life that its clock cannot count.
const LONGEST_LIFE: i64 = 31_557_600_000_000;

pub(super) fn get(key: &str) -> Pipeline {
    let mut commands = Pipeline::with_capacity(2);
    commands.cmd("GET").arg(key);
    commands
}

pub(super) fn compare_and_swap(
    key: &str,
    expected: Option<Version>,
    new: Option<&[u8]>,
    lives_for: Duration,
) -> Pipeline {
    let expected = expected.map(|version| version.number().to_be_bytes());
    let millis = i64::try_from(lives_for.as_millis()).unwrap_or(i64::MAX).min(LONGEST_LIFE);
    let mut commands = Pipeline::with_capacity(1);
    commands.cmd("EVAL").arg(COMPARE_AND_SWAP).arg(1).arg(key);
    commands.arg(expected.as_ref().map_or(&[][..], |version| version)).arg(new.unwrap_or_default()).arg(millis);
    commands
}

/// Asks which part the server has: `master`, or another.
pub(super) fn role(commands: &mut Pipeline) {
    commands.cmd("ROLE");
}

/// Lets the next command in, where its slot is on its way to this node.
pub(super) fn asking(command: &Pipeline) -> Pipeline {
    let mut commands = Pipeline::with_capacity(2);
    commands.cmd("ASKING");
    for command in command.cmd_iter() {
        commands.add_command(command.clone());
    }
    commands
}

pub(super) fn cluster_slots() -> Pipeline {
    let mut commands = Pipeline::with_capacity(1);
    commands.cmd("CLUSTER").arg("SLOTS");
    commands
}

pub(super) fn primary_by_name(name: &str) -> Pipeline {
    let mut commands = Pipeline::with_capacity(1);
    commands.cmd("SENTINEL").arg("GET-MASTER-ADDR-BY-NAME").arg(name);
    commands
}
