//! stub
use sordina_lexicon::Lexicon;
#[derive(Clone, Copy, Debug)]
pub struct Detection {
    pub word: u16,
    pub score: i16,
    pub start_step: u32,
    pub end_step: u32,
}
pub struct Spotter<'l, const NODES: usize, const WORDS: usize>(Lexicon<'l>);
impl<'l, const NODES: usize, const WORDS: usize> Spotter<'l, NODES, WORDS> {
    pub fn new(l: Lexicon<'l>) -> Result<Self, ()> {
        Ok(Self(l))
    }
    pub fn push(&mut self, _s: &[i16], _f: &mut impl FnMut(Detection)) {}
    pub fn wipe(&mut self) {}
}
