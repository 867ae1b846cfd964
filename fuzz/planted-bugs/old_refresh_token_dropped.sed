# A refresh that brings no refresh token drops the old one.
# Targets: token_reply journey
# Files: core/src/sign_in/expired.rs
s@None | Some("") => self.refresh_token@None | Some("") => return Ok(granted.with_tokens(access_token, None))@
s@granted.with_both(access_token, self.step.refresh_token)@granted.with_token(access_token)@
s@granted.with_tokens(access_token, self.step.refresh_token)@Authorized { refresh_token: None, ..& }@
