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
    /// The same as a language of words.
    pub(crate) fn of_words(self) -> sordina_lexicon::Language {
        self.pick(sordina_lexicon::Language::English, sordina_lexicon::Language::Spanish)
    }

    /// The same as a language of the car's screens.
    pub(crate) fn of_screens(self) -> sordina_hal::Language {
        self.pick(sordina_hal::Language::English, sordina_hal::Language::Spanish)
    }

    /// The text in this language.
    pub(crate) fn pick<T>(self, english: T, spanish: T) -> T {
        match self {
            Self::En => english,
            Self::Es => spanish,
        }
    }
}
