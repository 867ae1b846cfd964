# A record ends at a moment of our clock, which the server's clock may have passed already.
# Lesson: 56
# Files: adapters/tokens/src/store/redis/command.rs
# Test: -p catapa-stores-tests --test redis -- a_server_whose_clock_differs_by_ten_minutes_keeps_a_record_for_as_long_as_it_was_told
s@'PX', ARGV@'PXAT', ARGV@
s@i64::try_from(lives_for.as_millis())@i64::try_from(lives_for.saturating_add(std::time::UNIX_EPOCH.elapsed().unwrap_or_default()).as_millis())@
