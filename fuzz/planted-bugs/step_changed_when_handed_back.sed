# A forged callback changes when the sign-in began.
# Targets: callback journey
# Files: core/src/sign_in/awaiting_callback.rs
s@Err(NotAccepted::NotOurs { step, why })@Err(NotAccepted::NotOurs { step: AwaitingCallback { started_at: now.plus(1), ..step }, why })@
