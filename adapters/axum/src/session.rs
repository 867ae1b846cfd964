//! Who is signed in: a random key in the session, and under that key, sealed in the store, tokens and a profile.

use core::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::{ApiError, Authorized, UnixTime};
use catapa_signin_tokens::{NotFresh, NotKept, SessionKey, Swap, TokenStore as _, Version};
use http::Extensions;
use sha2::{Digest as _, Sha256};
use tower_sessions::{Session, session};
use zeroize::Zeroizing;

use crate::log;
use crate::profile::{Profile, Saved};
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;

/// Where the session keeps the session key of `catapa-signin-tokens`: nothing else of ours is in it.
const IN_SESSION: &str = "catapa-signin";

/// What a sealed profile is: bound to its place beside this.
const PURPOSE: &[u8] = b"catapa-signin profile";

/// How long a profile is kept. One that is gone is asked for again.
const KEPT_FOR: Duration = Duration::from_secs(30 * 86_400);

/// How long to wait before CATAPA is asked again who somebody is, in seconds, while it gives no answer.
const ASK_AGAIN: u64 = 60;

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) key: SessionKey,
    pub(crate) profile: Profile,
}

/// A profile as the store has it; `None` if what is there does not open.
struct Kept {
    version: Option<Version>,
    saved: Option<Saved>,
}

/// The session that the layer has put there.
pub(crate) fn session_of(extensions: &Extensions) -> Result<Session, SignInError> {
    extensions.get::<Session>().cloned().ok_or(SignInError::NoSessionLayer)
}

/// The key in a session. What is none is nobody's.
async fn key_in(session: &Session) -> Result<Option<SessionKey>, SignInError> {
    match session.get(IN_SESSION).await {
        Ok(key) => Ok(key),
        Err(session::Error::SerdeJson(_)) => Ok(None),
        Err(why) => Err(why.into()),
    }
}

impl SignInWithCatapa {
    /// Keeps the tokens of a new sign-in, in a session whose id nobody has known before. What the session had is over.
    pub(crate) async fn keep_signed_in(
        &self,
        session: &Session,
        tokens: Authorized<String>,
        profile: &Profile,
    ) -> Result<(), SignInError> {
        let before = key_in(session).await?;
        let key = self.keeper().insert(tokens).await?;
        self.keep(&key, None, &Saved::new(profile, self.now())).await;
        let entered = async {
            session.cycle_id().await?;
            session.insert(IN_SESSION, &key).await?;
            session.save().await
        };
        if let Err(why) = entered.await {
            self.forget(&key).await;
            return Err(why.into());
        }
        if let Some(before) = before {
            self.forget(&before).await;
        }
        Ok(())
    }

    /// Who is signed in, if anybody. CATAPA is asked when the profile is old or gone.
    pub(crate) async fn who_is_signed_in(&self, session: &Session) -> Result<Option<Person>, SignInError> {
        let Some(key) = key_in(session).await? else { return Ok(None) };
        let Kept { version, saved } = self.kept(&key).await?;
        let now = self.now();
        let saved = match saved {
            Some(saved) if !self.is_old(&saved, now) => return Ok(Some(Person { key, profile: saved.into_profile() })),
            saved => saved,
        };
        match self.ask_who(&key).await {
            Ok(profile) => {
                self.keep(&key, version, &Saved::new(&profile, now)).await;
                Ok(Some(Person { key, profile }))
            }
            // Whoever may not even ask who they are is nobody any more.
            Err(why) if is_ended_by_catapa(&why) || matches!(why, SignInError::Api(ApiError::Forbidden { .. })) => {
                log::failed(&why);
                self.forget_in(session, &key).await?;
                Ok(None)
            }
            Err(why) if is_anothers(&why) => {
                log::failed(&why);
                Ok(None)
            }
            Err(why) => {
                let Some(saved) = saved else { return Err(why) };
                log::left_undone("who is signed in was not asked again", &why);
                let profile = saved.into_profile();
                let age = self.options().profile_age.as_secs();
                let asked_at = now.as_secs().saturating_add(ASK_AGAIN).saturating_sub(age);
                self.keep(&key, version, &Saved::new(&profile, UnixTime::from_secs(asked_at))).await;
                Ok(Some(Person { key, profile }))
            }
        }
    }

    /// Signs out whoever is signed in, and ends the session.
    pub(crate) async fn sign_out(&self, session: &Session) -> Result<(), SignInError> {
        let key = key_in(session).await?;
        if session.id().is_some() {
            session.flush().await?;
        }
        if let Some(key) = key {
            self.forget(&key).await;
        }
        Ok(())
    }

    /// Forgets tokens that CATAPA has ended; the application's session goes on.
    pub(crate) async fn forget_in(&self, session: &Session, key: &SessionKey) -> Result<(), SignInError> {
        session.remove_value(IN_SESSION).await?;
        self.forget(key).await;
        Ok(())
    }

    async fn ask_who(&self, key: &SessionKey) -> Result<Profile, SignInError> {
        let profile = self.keeper().who(key, |user| Profile::from(&user)).await?;
        log::omitted(&profile);
        Ok(profile)
    }

    /// A clock that ran back makes everything old.
    fn is_old(&self, saved: &Saved, now: UnixTime) -> bool {
        now.as_secs().abs_diff(saved.asked_at().as_secs()) >= self.options().profile_age.as_secs()
    }

    async fn kept(&self, key: &SessionKey) -> Result<Kept, SignInError> {
        let place = place(key);
        let found = self.store().load(&place).await.map_err(NotKept::Store)?;
        let Some((version, sealed)) = found else { return Ok(Kept { version: None, saved: None }) };
        let opened = self.keys().open(&[PURPOSE, place.as_bytes()], &sealed).ok();
        let saved = opened.and_then(|opened| serde_json::from_slice(&opened).ok());
        Ok(Kept { version: Some(version), saved })
    }

    /// Keeps a profile, if it can: one that is not kept is asked for again.
    async fn keep(&self, key: &SessionKey, expected: Option<Version>, saved: &Saved) {
        if let Err(why) = self.try_to_keep(key, expected, saved).await {
            log::left_undone("a profile was not kept", &why);
        }
    }

    async fn try_to_keep(&self, key: &SessionKey, expected: Option<Version>, saved: &Saved) -> Result<(), SignInError> {
        let place = place(key);
        let plain = Zeroizing::new(serde_json::to_vec(saved).unwrap_or_default());
        let sealed = self.keys().seal(&[PURPOSE, place.as_bytes()], &plain, self.random()?);
        // On a conflict another has kept what it was told at the same time.
        let (Swap::Swapped(_) | Swap::Conflict) =
            self.store().compare_and_swap(&place, expected, Some(&sealed), KEPT_FOR).await.map_err(NotKept::Store)?;
        Ok(())
    }

    /// Forgets tokens and profile, if it can: what stays is sealed, and nobody has its key.
    async fn forget(&self, key: &SessionKey) {
        if let Err(why) = self.keeper().forget(key).await {
            log::left_undone("tokens were not forgotten", &why.into());
        }
        if let Err(why) = self.forget_profile(key).await {
            log::left_undone("a profile was not forgotten", &why);
        }
    }

    async fn forget_profile(&self, key: &SessionKey) -> Result<(), SignInError> {
        let Kept { version, .. } = self.kept(key).await?;
        if version.is_some() {
            let (Swap::Swapped(_) | Swap::Conflict) = self
                .store()
                .compare_and_swap(&place(key), version, None, Duration::ZERO)
                .await
                .map_err(NotKept::Store)?;
        }
        Ok(())
    }
}

/// Has CATAPA ended the stored sign-in? Everything else can pass.
pub(crate) fn is_ended_by_catapa(why: &SignInError) -> bool {
    let refused = matches!(why, SignInError::Api(ApiError::TokenRejected(_) | ApiError::TenantRefused(_)));
    refused || (why.sign_in_first() && !is_anothers(why))
}

/// Did an instance with other keys, or of another client, store this? Then it is not ours to end: somebody is changing
/// keys, and has begun at the wrong end.
fn is_anothers(why: &SignInError) -> bool {
    matches!(why, SignInError::NotFresh(NotFresh::NotOpened(_) | NotFresh::NotOurs))
}

/// Where the store keeps a profile. The store cannot tell whose it is.
fn place(key: &SessionKey) -> String {
    let hash = Sha256::new_with_prefix("catapa-signin profile").chain_update(key.expose().as_bytes()).finalize();
    format!("profile-{}", URL_SAFE_NO_PAD.encode(hash))
}
