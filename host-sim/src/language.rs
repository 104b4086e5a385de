//! The two languages in which the simulator speaks to people.

/// Language of texts for people. Data for machines has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    /// English.
    #[default]
    En,
    /// Spanish, rioplatense.
    Es,
}

impl Language {
    /// The text in this language.
    pub(crate) fn pick<T>(self, english: T, spanish: T) -> T {
        match self {
            Self::En => english,
            Self::Es => spanish,
        }
    }
}
