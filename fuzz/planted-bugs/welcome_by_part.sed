# The beginning of a welcome tenant's name is welcome.
# Targets: callback
# Files: core/src/client.rs
s@split::take(&mut names, b' ') == tenant@split::take(\&mut names, b' ').starts_with(tenant)@
