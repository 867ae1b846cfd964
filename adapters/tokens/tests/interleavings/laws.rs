//! What holds in every interleaving.

/// A law, which a walk finds broken or not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Law {
    /// Unless the caller says that it is to be tried again. What CATAPA answers with 429 was not looked at.
    NoRefreshTokenIsSentTwice,
    /// Who got new tokens and lives has stored them, once the store is well again.
    NoNewTokenIsLostWhileItsHolderLives,
    /// What a caller gets is in the store before.
    NobodySeesATokenThatIsNotStored,
    /// Tokens of the store give way to later ones alone.
    NoStoredTokenGivesWayToAnOlderOne,
    /// What CATAPA has not refused is not removed.
    OnlyARefusalEndsASession,
    /// Where the clocks differ by a minute at most.
    NoLeaseIsTakenOverBeforeItsEnd,
    /// Whoever comes then is told so, and sends nothing.
    ALeaseThatRanOutIsAmbiguous,
    /// Ambiguity ends when somebody decides to try again.
    TryingAgainIsAWayOn,
    /// Where nobody died, and CATAPA's answers arrived, whoever comes next has fresh tokens.
    SomebodyGetsOn,
    /// Nothing of an earlier call is left over once the store is well again.
    AStoreThatIsWellSettlesEverything,
}
