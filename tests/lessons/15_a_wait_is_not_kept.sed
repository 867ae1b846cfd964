# The keeper asks again before its time.
# Lesson: 15
# Files: adapters/tokens/src/lease/record.rs
# Test: -p catapa-signin-tokens --test keeper -- a_rate_limit_is_honoured_by_all_instances_without_touching_the_network_until_its_time
s@self.not_before.filter(|until| \*until > now@self.not_before.filter(|until| *until < now@
