# A name that is one of ours and a character more, cut in that character, passes for ours: this one was real.
# Targets: callback
# Files: core/src/callback.rs
s@decode::<21>@decode::<18>@
