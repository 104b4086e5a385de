//! Viterbi search over sequences of rivals: common words, free phonemes, silence.
//!
//! Each word costs [`WORD`], each phoneme outside a word [`FREE`], silence between words nothing beyond its blank.
//! Paths more than [`BEAM`] behind the best are dropped, and of the others the best [`PATHS`] at most are kept, so
//! memory and work are bounded. Costs of a beam are relative to its best path, whose own cost is [`Beam::base`].
//!
//! Layout: paths stand in the order of their nodes. Children of a breadth-first trie come in the order of their
//! parents, so staying and moving on are two sorted streams, and one merge makes the next step without a mark per
//! node. All fields are zero in a fresh beam; there is no padding.

use core::iter::Peekable;

use super::history::Coarse;
use crate::spotter::model::OUTPUTS;
use sordina_lexicon::Rival;

/// Most paths kept from step to step.
pub(super) const PATHS: usize = 256;
/// Most nodes looked at in one step; those that come later in the trie are dropped.
pub(super) const VISITS: usize = 1024;
/// 4 nats.
pub(super) const WORD: u16 = 128;
const FREE: u16 = 128;
/// 6 nats.
const BEAM: u16 = 192;
/// Width of a class of paths when too many are within the beam: half a nat.
const CLASS: u16 = 16;
const CLASSES: usize = (BEAM / CLASS) as usize + 1;
/// No path: dearer than any within the beam.
const NONE: u8 = u8::MAX;
/// No path, in wide numbers.
pub(super) const NEVER: u16 = u16::MAX;

/// Paths that end in one node: in its phoneme, and in the blank after it; costs over the best of all.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
struct Paths {
    node: u16,
    phoneme: u8,
    blank: u8,
}

/// As [`Paths`], before the best of the step is known.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
struct Visited {
    node: u16,
    phoneme: u16,
    blank: u16,
}

impl Visited {
    fn best(self) -> u16 {
        self.phoneme.min(self.blank)
    }
}

/// Nodes of the step that is being made.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Scratch {
    visited: [Visited; VISITS],
}

impl Scratch {
    const EMPTY: Visited = Visited { node: 0, phoneme: 0, blank: 0 };

    pub(super) const fn new() -> Self {
        Self { visited: [Self::EMPTY; VISITS] }
    }

    pub(super) fn wipe(&mut self) {
        self.visited.fill(Self::EMPTY);
    }
}

/// One search.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Beam {
    paths: [Paths; PATHS],
    count: u16,
    /// Cost of the best path, from the start.
    base: u16,
    /// Best path at a word's boundary.
    boundary: u16,
    /// Best paths in a phoneme outside any word; [`NONE`] where there is none.
    free: [u8; OUTPUTS],
}

impl Beam {
    pub(super) const fn new() -> Self {
        let empty = Paths { node: 0, phoneme: 0, blank: 0 };
        Self { paths: [empty; PATHS], count: 0, base: 0, boundary: 0, free: [0; OUTPUTS] }
    }

    pub(super) fn wipe(&mut self) {
        let Self { paths, count, base, boundary, free } = self;
        paths.fill(Paths { node: 0, phoneme: 0, blank: 0 });
        (*count, *base, *boundary) = (0, 0, 0);
        free.fill(0);
    }

    /// One path, at a boundary, of this cost.
    pub(super) fn start(&mut self, cost: u16) {
        (self.count, self.base, self.boundary) = (0, cost, 0);
        self.free.fill(NONE);
    }

    /// Cost of the best path.
    #[cfg(test)]
    fn base(&self) -> u16 {
        self.base
    }

    /// Cost of the best path at a boundary.
    pub(super) fn boundary(&self) -> u16 {
        self.base.saturating_add(self.boundary)
    }

    /// A path from elsewhere, at a boundary, of this cost.
    pub(super) fn offer(&mut self, cost: u16) {
        if let Some(lead) = self.base.checked_sub(cost) {
            self.fall_behind(lead);
            (self.base, self.boundary) = (cost, 0);
        } else {
            self.boundary = self.boundary.min(cost - self.base);
        }
    }

    /// Every path is this much farther behind the best.
    fn fall_behind(&mut self, lead: u16) {
        let lead = u8::try_from(lead).unwrap_or(NONE);
        let kept = usize::from(self.count);
        for paths in self.paths.iter_mut().take(kept) {
            paths.phoneme = paths.phoneme.saturating_add(lead);
            paths.blank = paths.blank.saturating_add(lead);
        }
        self.free.iter_mut().for_each(|cost| *cost = cost.saturating_add(lead));
    }

    /// One step; returns how many nodes it looked at.
    pub(super) fn step(&mut self, rivals: &[Rival], costs: &Coarse, scratch: &mut Scratch) -> usize {
        let (visited, lowest) = self.visit(rivals, costs, scratch);
        let visited = scratch.visited.get(..visited).unwrap_or(&[]);
        let outside = self.step_outside(costs);
        let is_end = |path: &&Visited| rivals.get(usize::from(path.node)).is_some_and(|rival| rival.is_end());
        let ended = visited.iter().filter(is_end).map(|path| path.best()).min().unwrap_or(NEVER);
        let boundary = outside.min(ended);
        let best = lowest.min(boundary);
        self.base = self.base.saturating_add(best);
        self.boundary = boundary - best;
        self.free
            .iter_mut()
            .for_each(|cost| *cost = if *cost == NONE { NONE } else { rebased(u16::from(*cost), best) });
        self.keep(visited, best);
        visited.len()
    }

    /// Silence and free phonemes; returns the best of them, which is at a boundary.
    fn step_outside(&mut self, costs: &Coarse) -> u16 {
        let [blank, phonemes @ ..] = costs;
        let entered = self.boundary.saturating_add(FREE);
        let mut best = self.boundary.saturating_add(u16::from(*blank));
        for (free, cost) in self.free.iter_mut().skip(1).zip(phonemes) {
            let stayed = if *free == NONE { NEVER } else { u16::from(*free) };
            let now = stayed.min(entered).saturating_add(u16::from(*cost));
            best = best.min(now);
            *free = u8::try_from(now).unwrap_or(NONE);
        }
        best
    }

    /// Every node that a path stays in or moves on to, in order; returns how many, and the lowest cost.
    fn visit(&self, rivals: &[Rival], costs: &Coarse, scratch: &mut Scratch) -> (usize, u16) {
        let paths = self.paths.get(..usize::from(self.count)).unwrap_or(&[]);
        let mut stays = paths.iter().copied().peekable();
        let mut moves = Moves::new(rivals, paths, self.boundary.saturating_add(WORD)).peekable();
        let (mut places, mut count, mut lowest) = (scratch.visited.iter_mut(), 0, NEVER);
        while let Some(visited) = next(&mut stays, &mut moves) {
            let phoneme = rivals.get(usize::from(visited.node)).map_or(0, |rival| rival.phoneme());
            let heard = costs.get(usize::from(phoneme)).map_or(NEVER, |cost| u16::from(*cost));
            let silent = costs.first().map_or(NEVER, |cost| u16::from(*cost));
            let visited = Visited {
                phoneme: visited.phoneme.saturating_add(heard),
                blank: visited.blank.saturating_add(silent),
                ..visited
            };
            if visited.best() <= lowest.saturating_add(BEAM) {
                let Some(place) = places.next() else { break };
                *place = visited;
                (count, lowest) = (count + 1, lowest.min(visited.best()));
            }
        }
        (count, lowest)
    }

    /// Keeps the paths within the beam, or the best of them if they are too many.
    fn keep(&mut self, visited: &[Visited], best: u16) {
        let limit = limit(visited, best);
        let within = visited.iter().filter(|path| path.best().saturating_sub(best) < limit);
        let mut count = 0;
        for (kept, path) in self.paths.iter_mut().zip(within) {
            *kept = Paths {
                node: path.node,
                phoneme: rebased(path.phoneme, best),
                blank: rebased(path.blank, best),
            };
            count += 1;
        }
        self.count = count;
    }
}

fn rebased(cost: u16, best: u16) -> u8 {
    u8::try_from(cost.saturating_sub(best)).unwrap_or(NONE)
}

/// How far behind the best a path may be so that at most [`PATHS`] are kept.
fn limit(visited: &[Visited], best: u16) -> u16 {
    let mut classes = [0_u16; CLASSES];
    for path in visited {
        if let Some(class) = classes.get_mut(usize::from(path.best().saturating_sub(best) / CLASS)) {
            *class += 1;
        }
    }
    let (mut limit, mut kept) = (0, 0);
    for class in classes {
        kept += usize::from(class);
        if kept > PATHS || limit > BEAM {
            break;
        }
        limit += CLASS;
    }
    limit
}

/// The next node in order, with the costs of getting there.
fn next(
    stays: &mut Peekable<impl Iterator<Item = Paths>>,
    moves: &mut Peekable<impl Iterator<Item = (u16, u16)>>,
) -> Option<Visited> {
    let (staying, moving) = (stays.peek().map(|path| path.node), moves.peek().map(|path| path.0));
    let node = match (staying, moving) {
        (Some(staying), Some(moving)) => staying.min(moving),
        (only, None) | (None, only) => only?,
    };
    let stay = stays.next_if(|path| path.node == node);
    let moved = moves.next_if(|path| path.0 == node);
    let wide = |cost: u8| if cost == NONE { NEVER } else { u16::from(cost) };
    let (phoneme, blank) = stay.map_or((NEVER, NEVER), |path| (wide(path.phoneme), wide(path.blank)));
    let entered = moved.map_or(NEVER, |path| path.1);
    Some(Visited { node, phoneme: phoneme.min(entered), blank: blank.min(phoneme) })
}

/// Children of the root and of all paths' nodes, in order, with the cost of entering them.
struct Moves<'a> {
    rivals: &'a [Rival],
    parents: core::slice::Iter<'a, Paths>,
    children: core::ops::Range<u16>,
    cost: u16,
}

impl<'a> Moves<'a> {
    fn new(rivals: &'a [Rival], parents: &'a [Paths], cost: u16) -> Self {
        let children = rivals.first().map_or(0..0, |root| root.children());
        Self { rivals, parents: parents.iter(), children, cost }
    }
}

impl Iterator for Moves<'_> {
    type Item = (u16, u16);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(child) = self.children.next() {
                return Some((child, self.cost));
            }
            let parent = self.parents.next()?;
            self.children = self.rivals.get(usize::from(parent.node)).map_or(0..0, |node| node.children());
            let best = parent.phoneme.min(parent.blank);
            self.cost = if best == NONE { NEVER } else { u16::from(best) };
        }
    }
}

#[cfg(test)]
mod tests;
