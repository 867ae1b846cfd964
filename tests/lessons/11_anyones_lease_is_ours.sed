# The lease of another process is taken for our own.
# Lesson: 11
# Files: adapters/tokens/src/lease/look.rs
# Test: -p catapa-signin-tokens --test interleavings -- two_processes_that_want_one_refresh_keep_all_laws
s@guard.lease.filter(|lease| lease.fence == self.fence)@guard.lease@
