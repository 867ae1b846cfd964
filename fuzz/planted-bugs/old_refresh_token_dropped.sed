# A refresh that brings no refresh token drops the old one.
# Targets: token_reply journey
# Files: core/src/sign_in/expired.rs
s@granted.with_tokens(access_token, self.step.refresh_token)@granted.with_access_token(access_token)@
