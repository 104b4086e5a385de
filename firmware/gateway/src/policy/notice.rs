//! What a person read when she was asked (R27). `policy/notices.toml`.

use super::consent::{CURRENT_NOTICES, NOTICE_TEXTS, NOTICES};
use crate::gate::Purpose;

/// First 16 bytes of the SHA-256 of a notice's canonical text; a consent names its notice by it.
pub type Hash = [u8; 16];

/// A notice by its numbers. Changing one of its words changes its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it asks for.
    pub purpose: Purpose,
    /// Counts up from 1 within the purpose.
    pub version: u16,
    /// Its name in consents.
    pub hash: Hash,
    /// Numbers of the recipients that it names.
    pub recipients: &'static [u8],
}

impl Notice {
    /// The notice that is shown for `purpose`; consents given on any other are void.
    #[must_use]
    pub fn current(purpose: Purpose) -> &'static Self {
        let [assistant, interest_tags] = CURRENT_NOTICES;
        match purpose {
            Purpose::Assistant => assistant,
            Purpose::InterestTags => interest_tags,
        }
    }

    /// The notice with this hash, current or older.
    #[must_use]
    pub fn by_hash(hash: &Hash) -> Option<&'static Self> {
        NOTICES.iter().find(|notice| notice.hash == *hash)
    }

    /// Whether it is the one that is shown.
    #[must_use]
    pub fn is_current(&self) -> bool {
        Self::current(self.purpose).hash == self.hash
    }

    /// Its words. Using this links the texts of all notices.
    #[must_use]
    pub fn text(&self) -> Option<&'static NoticeText> {
        NOTICE_TEXTS.iter().find(|text| text.hash == self.hash)
    }
}

/// The words of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// Hash of the notice.
    pub hash: Hash,
    /// Rioplatense Spanish.
    pub es: NoticeParts,
    /// English.
    pub en: NoticeParts,
}

/// A notice in one language, in the order in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeParts {
    /// Who listens, and who gets something.
    pub who: &'static str,
    /// What for.
    pub what_for: &'static str,
    /// How long things are kept, and how long the consent lasts.
    pub how_long: &'static str,
    /// Who answers questions.
    pub who_answers: &'static str,
    /// What happens on a no, and how to withdraw.
    pub saying_no: &'static str,
}

impl NoticeParts {
    /// All parts, in the order in which they are shown.
    #[must_use]
    pub const fn all(&self) -> [&'static str; 5] {
        [self.who, self.what_for, self.how_long, self.who_answers, self.saying_no]
    }
}
