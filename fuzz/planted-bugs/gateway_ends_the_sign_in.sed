# An error of a gateway's own passes for CATAPA's.
# Targets: error_reply
# Files: core/src/reply/tokens.rs
s@ *&& own_status.is_absent()@@
