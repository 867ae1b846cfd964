//! What a person looks at.

/// A screen, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Screen {
    /// 1280 by 800.
    Desk,
    /// 390 by 844, touched with a finger.
    Phone,
}

impl Screen {
    /// Width and height.
    #[must_use]
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1280, 800),
            Self::Phone => (390, 844),
        }
    }
}
