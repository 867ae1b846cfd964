use ::redis::{RedisError, Value, parse_redis_value};

use super::Failed;
use crate::store::{NotConnected, StoreError};

fn refused(line: &str) -> Failed {
    Failed::by_answer(parse_redis_value(format!("-{line}\r\n").as_bytes()).unwrap())
}

#[test]
fn a_server_that_did_nothing_is_believed_and_an_answer_of_somebody_else_leaves_a_doubt() {
    let did_nothing = [
        "READONLY You can't write against a read only replica.",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "NOPERM this user has no permissions",
        "NOREPLICAS Not enough good replicas to write.",
        "MISCONF Redis is configured to save RDB snapshots",
        "BUSY Redis is busy running a script.",
        "CLUSTERDOWN The cluster is down",
        "LOADING Redis is loading the dataset in memory",
        "ERR The user executing the script can't run this command or subcommand script: 0, on @user_script:1.",
    ];
    for line in did_nothing {
        assert!(matches!(refused(line).of_a_swap(), StoreError::NotDone(_)), "{line}");
    }
    let in_doubt = [
        refused("ERR upstream failure"),
        refused("upstream failure"),
        Failed::by_answer(Value::Okay),
        Failed::Lost(RedisError::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe))),
        Failed::Late { at: "host:6379".into() },
    ];
    for why in in_doubt {
        assert!(matches!(why.clone().of_a_swap(), StoreError::Unsure(_)), "{why:?}");
        assert!(matches!(why.clone().of_a_load(), StoreError::NotDone(_)), "a load changes nothing: {why:?}");
    }
}

#[test]
fn at_start_a_server_that_is_not_ready_is_tried_again_and_one_that_says_no_is_not() {
    for passes in ["LOADING Redis is loading the dataset in memory", "ERR max number of clients reached", "BUSY script"]
    {
        let why = refused(passes).at_start("host:6379");
        assert!(matches!(why, NotConnected::Unreachable { .. }), "{passes}: {why:?}");
    }
    for stays in [
        "NOAUTH Authentication required.",
        "NOPERM this user has no permissions",
        "WRONGPASS invalid username-password pair",
        "ERR DB index is out of range",
        "DENIED Redis is running in protected mode",
    ] {
        let why = refused(stays).at_start("host:6379");
        assert!(matches!(why, NotConnected::Refused { .. }), "{stays}: {why:?}");
    }
}
