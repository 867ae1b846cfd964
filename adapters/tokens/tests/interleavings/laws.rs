//! The laws that hold in every interleaving.

/// A law.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Law {
    /// Unless the caller decides to try again. A token that CATAPA answered with 429 does not count as sent.
    NoRefreshTokenIsSentTwice,
    /// A living process that got new tokens stores them once the store is well again.
    NoNewTokenIsLostWhileItsHolderLives,
    /// Tokens are in the store before a caller gets them.
    NobodySeesATokenThatIsNotStored,
    /// Only later tokens replace tokens in the store.
    NoStoredTokenGivesWayToAnOlderOne,
    /// Only what CATAPA refused is removed.
    OnlyARefusalEndsASession,
    /// As long as the clocks differ by at most a minute.
    NoLeaseIsTakenOverBeforeItsEnd,
    /// The next caller learns of it and sends nothing.
    ALeaseThatRanOutIsAmbiguous,
    /// Ambiguity ends when somebody decides to try again.
    TryingAgainIsAWayOn,
    /// If nobody died and CATAPA's answers arrived, the next caller gets fresh tokens.
    SomebodyGetsOn,
    /// Nothing is left of an earlier call once the store is well again.
    AStoreThatIsWellSettlesEverything,
}
