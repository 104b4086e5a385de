//! Common words as a trie of phonemes: what the sound could have been instead of a watched word.
//!
//! A rival only ever competes. Its node holds a phoneme and whether a word ends there, not which one, so nothing
//! that reads the table can say that a rival was heard (R12). Promises breadth-first order: node 0 is the root,
//! the children of a node stand together, and behind it.
//!
//! A common word that a watched word could be taken for is left out: one that says a watched word inside, or differs
//! from one by a phoneme (edit distance 1). It would compete with the very word that was said.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::error::{Error, Problem};
use crate::pronounce::{Language, pronounce};
use crate::tables::Rival;
use crate::trie::Entry;

const COMMON: [(&str, Language); 2] = [
    (include_str!("../data/common_es.txt"), Language::Spanish),
    (include_str!("../data/common_en.txt"), Language::English),
];

/// Ways to say one rival; more of them cost memory and change nothing that could be measured.
const MOST: usize = 2;

/// Compiles the common words that do not sound like a watched one.
pub fn compile(watched: &[Entry]) -> Result<Vec<Rival>, Error> {
    let said = watched.iter().flat_map(|entry| &entry.pronunciations);
    let watched: Vec<Sound> = said.map(|said| Sound::of(said.phonemes())).collect();
    let mut draft = Draft::default();
    for (list, language) in COMMON {
        // A word that the dictionary lacks is no rival: the list is by frequency, not by pronunciation.
        for said in list.lines().filter_map(|word| pronounce(word, language).ok()) {
            let sounds: Vec<Sound> = said.iter().take(MOST).map(|said| Sound::of(said.phonemes())).collect();
            if !sounds.iter().any(|sound| watched.iter().any(|word| sound.is_near(word))) {
                sounds.iter().for_each(|sound| draft.insert(sound.phonemes));
            }
        }
    }
    Ok(draft.in_breadth_first_order()?)
}

/// Rust source of the table, as the gateway includes it.
#[must_use]
pub fn to_rust(rivals: &[Rival]) -> String {
    let mut rust = String::from("/// Trie of the words that compete with the watched ones.\n");
    // Writing to a String cannot fail.
    let _ = writeln!(rust, "pub static RIVALS: [::sordina_lexicon::Rival; {}] = [", rivals.len());
    for rival in rivals {
        let Rival { first_child, child_count, .. } = *rival;
        let (phoneme, is_end) = (rival.phoneme(), rival.is_end());
        let _ = writeln!(
            rust,
            "    ::sordina_lexicon::Rival::new({phoneme}, {is_end}, {first_child}, {child_count}),"
        );
    }
    rust.push_str("];\n");
    rust
}

/// Phonemes and the set of them, which rules most pairs out at once.
struct Sound<'a> {
    phonemes: &'a [u8],
    set: u64,
}

impl<'a> Sound<'a> {
    fn of(phonemes: &'a [u8]) -> Self {
        Self { phonemes, set: phonemes.iter().fold(0, |set, phoneme| set | 1 << phoneme) }
    }

    /// Whether this rival says `word` inside, or all but one phoneme of it.
    fn is_near(&self, word: &Self) -> bool {
        let missing = (word.set & !self.set).count_ones();
        let foreign = (self.set & !word.set).count_ones();
        let says =
            missing == 0 && self.phonemes.windows(word.phonemes.len()).any(|part| part == word.phonemes);
        let is_as_long = self.phonemes.len().abs_diff(word.phonemes.len()) <= 1;
        says || (missing <= 1 && foreign <= 1 && is_as_long && differs_by_one(self.phonemes, word.phonemes))
    }
}

/// Whether one phoneme changed, added or taken away makes the two equal.
fn differs_by_one(one: &[u8], other: &[u8]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    let rest = |sound: &[u8], skip: usize| sound.get(skip..).unwrap_or(&[]).to_vec();
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    match longer.len() - shorter.len() {
        0 => rest(shorter, 1) == rest(longer, 1),
        1 => shorter == rest(longer, 1),
        _ => false,
    }
}

#[derive(Default)]
struct Growing {
    is_end: bool,
    children: BTreeMap<u8, usize>,
}

/// A trie that grows; node 0 is the root.
struct Draft(Vec<Growing>);

impl Default for Draft {
    fn default() -> Self {
        Self(vec![Growing::default()])
    }
}

impl Draft {
    fn insert(&mut self, phonemes: &[u8]) {
        let mut here = 0;
        for phoneme in phonemes {
            let free = self.0.len();
            here = *self.0[here].children.entry(*phoneme).or_insert(free);
            if here == free {
                self.0.push(Growing::default());
            }
        }
        self.0[here].is_end = true;
    }

    fn in_breadth_first_order(&self) -> Result<Vec<Rival>, Problem> {
        let mut order = vec![(0, 0)];
        let mut rivals = Vec::with_capacity(self.0.len());
        while let Some((phoneme, node)) = order.get(rivals.len()).copied() {
            let Growing { is_end, children } = &self.0[node];
            let first_child = u16::try_from(order.len()).map_err(|_| Problem::TooMany("rivals"))?;
            let count = u8::try_from(children.len()).map_err(|_| Problem::TooMany("rivals"))?;
            rivals.push(Rival::new(phoneme, *is_end, first_child, count));
            order.extend(children.iter().map(|(phoneme, child)| (*phoneme, *child)));
        }
        Ok(rivals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pronounce::Pronunciation;

    fn watched(said: &str) -> Entry {
        let pronunciations = vec![Pronunciation::parse(said).expect("sound")];
        Entry { text: said.to_owned(), pronunciations, tag: 0, threshold: -20 }
    }

    /// Every word of the trie, as phonemes.
    fn spelled(rivals: &[Rival]) -> Vec<Vec<u8>> {
        let mut open = vec![(0_usize, Vec::new())];
        let mut words = Vec::new();
        while let Some((node, said)) = open.pop() {
            let rival = rivals[node];
            if rival.is_end() {
                words.push(said.clone());
            }
            for child in rival.children() {
                let mut longer = said.clone();
                longer.push(rivals[usize::from(child)].phoneme());
                open.push((usize::from(child), longer));
            }
        }
        words
    }

    #[test]
    fn every_common_word_is_there_but_those_that_sound_like_a_watched_one() {
        let without = spelled(&compile(&[]).expect("compiles"));
        let with = spelled(&compile(&[watched("k o m i d a")]).expect("compiles"));
        let said = |word: &str, language| pronounce(word, language).expect("known")[0].phonemes().to_vec();
        let (comida, casa) = (said("comida", Language::Spanish), said("casa", Language::Spanish));
        assert!(without.contains(&comida) && !with.contains(&comida));
        assert!(with.contains(&casa) && with.contains(&said("because", Language::English)));
        assert!(without.len() > 5_000 && with.len() < without.len());
    }

    #[test]
    fn children_stand_together_behind_their_parent() {
        let rivals = compile(&[]).expect("compiles");
        let children: Vec<u16> = rivals.iter().flat_map(|rival| rival.children()).collect();
        assert!(children.iter().copied().eq(1..u16::try_from(rivals.len()).expect("numbered")));
        for (place, rival) in rivals.iter().enumerate() {
            assert!(rival.children().all(|child| usize::from(child) > place));
            assert_eq!(rival.phoneme() == 0, place == 0, "only the root is silent");
        }
    }

    #[test]
    fn near_is_one_phoneme_more_less_or_other_or_the_word_inside() {
        let near = |rival: &[u8], word: &[u8]| Sound::of(rival).is_near(&Sound::of(word));
        assert!(near(&[1, 2, 3], &[1, 2, 3]) && near(&[1, 2, 4], &[1, 2, 3]));
        assert!(near(&[2, 3], &[1, 2, 3]) && near(&[1, 2, 3, 9], &[1, 2, 3]));
        assert!(near(&[7, 8, 1, 2, 3, 9], &[1, 2, 3]), "said inside");
        assert!(!near(&[1, 5, 6], &[1, 2, 3]) && !near(&[2, 1, 3], &[1, 2, 3]));
        assert!(!near(&[2], &[1, 2, 3]));
    }
}
