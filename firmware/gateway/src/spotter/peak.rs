//! Which of a word's scores is the detection: the highest within 0.99 s on either side.
//!
//! A score counts if no score of the word within the 33 steps before reaches it and none within the 33 steps
//! after passes it. The answer is therefore known 33 steps later.
//!
//! Exact would be a falling queue of up to 33 scores per word. Kept are its first two: the highest score of the
//! last 33 steps and the highest since. The difference shows only where three falling scores stand within two
//! seconds and the third, forgotten, no longer holds back a fourth; the cost is one weak detection more.
//!
//! Memory follows the words that were heard in the last second, not those that are watched. A word for which there is
//! no room is not heard.
//!
//! Layout: 12 bytes without padding, all zero in an empty place. Scores are kept as heights, 65,535 less the cost, so
//! that 0 is "none" and higher is better.

/// Steps on either side within which a detection is the highest: 0.99 s.
pub(super) const REACH: u8 = 33;

/// Recent heights of one word.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(super) struct Peak {
    highest: u16,
    /// Highest since the highest.
    second: u16,
    /// Node at which the highest was heard.
    node: u16,
    /// Number of the word.
    word: u16,
    /// Steps since the highest.
    highest_since: u8,
    second_since: u8,
    /// Age of the path that made the highest.
    duration: u8,
    /// 1 if the highest had nothing as high in its own past and so may become a detection, else 0.
    is_candidate: u8,
}

/// How a word was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hearing {
    /// Cost per phoneme, 1/256 nat.
    pub(super) cost: u16,
    /// Steps since its path began.
    pub(super) duration: u8,
    /// Node at which it ends.
    pub(super) node: u16,
}

impl Peak {
    /// Nothing heard.
    pub(super) const SILENT: Self = Self {
        highest: 0,
        second: 0,
        node: 0,
        word: 0,
        highest_since: 0,
        second_since: 0,
        duration: 0,
        is_candidate: 0,
    };

    /// Nothing heard of this word.
    const fn of(word: u16) -> Self {
        Self { word, ..Self::SILENT }
    }

    /// The word was heard in this step.
    fn hear(&mut self, heard: Hearing) {
        let Hearing { cost, duration, node } = heard;
        let height = u16::MAX - cost;
        if height > self.highest {
            *self = Self { highest: height, node, duration, is_candidate: 1, ..Self::of(self.word) };
        } else if height >= self.second {
            self.second = height;
            self.second_since = 0;
        }
    }

    /// Ends the step. Returns a detection that stood [`REACH`] steps ago.
    fn end_step(&mut self) -> Option<Hearing> {
        if self.highest == 0 {
            return None;
        }
        let is_due = self.highest_since == REACH;
        let Self { highest, node, duration, .. } = *self;
        let is_detection = is_due && self.is_candidate == 1;
        let detection = is_detection.then_some(Hearing { cost: u16::MAX - highest, duration, node });
        if is_due {
            self.forget_highest();
        }
        if self.highest != 0 {
            self.highest_since += 1;
            self.second_since = if self.second == 0 { 0 } else { self.second_since + 1 };
        }
        detection
    }

    fn forget_highest(&mut self) {
        let is_alive = self.second != 0 && self.second_since < REACH;
        *self = if is_alive {
            Self { highest: self.second, highest_since: self.second_since, ..Self::of(self.word) }
        } else {
            Self::of(self.word)
        };
    }
}

/// Recent heights of all words that have any.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Peaks<const PLACES: usize> {
    peaks: [Peak; PLACES],
    /// Places taken.
    count: u32,
}

impl<const PLACES: usize> Peaks<PLACES> {
    /// Nothing heard.
    pub(super) const fn new() -> Self {
        Self { peaks: [Peak::SILENT; PLACES], count: 0 }
    }

    /// Forgets everything.
    pub(super) fn wipe(&mut self) {
        self.peaks.fill(Peak::SILENT);
        self.count = 0;
    }

    /// `word` was heard in this step.
    pub(super) fn hear(&mut self, word: u16, heard: Hearing) {
        let taken = self.count as usize;
        let known = self.peaks.iter().take(taken).position(|peak| peak.word == word);
        let Some(peak) = self.peaks.get_mut(known.unwrap_or(taken)) else { return };
        if known.is_none() {
            *peak = Peak::of(word);
            self.count += 1;
        }
        peak.hear(heard);
    }

    /// Ends the step; `found` is told of each detection that stood [`REACH`] steps ago.
    pub(super) fn end_step(&mut self, mut found: impl FnMut(u16, Hearing)) {
        let mut kept = 0;
        for place in 0..self.count as usize {
            let Some(mut peak) = self.peaks.get(place).copied() else { break };
            if let Some(heard) = peak.end_step() {
                found(peak.word, heard);
            }
            if let Some(to) = self.peaks.get_mut(kept).filter(|_| peak.highest != 0) {
                *to = peak;
                kept += 1;
            }
        }
        for place in self.peaks.iter_mut().take(self.count as usize).skip(kept) {
            *place = Peak::SILENT;
        }
        #[allow(clippy::cast_possible_truncation, reason = "no more than before")]
        {
            self.count = kept as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    /// Feeds costs by step; returns (step, cost) of the detections.
    fn detections(costs: &[(usize, u16)]) -> Vec<(usize, u16)> {
        let (mut peaks, mut found) = (Peaks::<2>::new(), Vec::new());
        for step in 0..400 {
            for (_, cost) in costs.iter().filter(|(at, _)| *at == step) {
                peaks.hear(9, Hearing { cost: *cost, duration: 7, node: 2 });
            }
            peaks.end_step(|word, best| {
                assert_eq!(word, 9);
                found.push((step - usize::from(REACH), best.cost));
            });
        }
        assert_eq!((peaks.peaks, peaks.count), ([Peak::SILENT; 2], 0));
        found
    }

    #[test]
    fn the_highest_within_a_second_on_either_side_is_the_detection() {
        assert_eq!(detections(&[(10, 300), (20, 100), (53, 200)]), [(20, 100)]);
        assert_eq!(detections(&[(10, 300), (44, 200)]), [(10, 300), (44, 200)]);
        assert_eq!(detections(&[(10, 200), (43, 100)]), [(43, 100)]);
    }

    #[test]
    fn a_lower_score_still_holds_back_what_follows_it() {
        assert_eq!(detections(&[(10, 100), (30, 200), (60, 300)]), [(10, 100)]);
        assert_eq!(detections(&[(10, 100), (30, 200), (64, 300)]), [(10, 100), (64, 300)]);
    }

    #[test]
    fn of_equals_the_first_stands() {
        assert_eq!(detections(&[(10, 100), (20, 100), (50, 100)]), [(10, 100)]);
        assert_eq!(detections(&[(10, 100), (10, 90)]), [(10, 90)]);
    }

    #[test]
    fn words_do_not_disturb_each_other_and_one_without_room_is_not_heard() {
        let (mut peaks, mut found) = (Peaks::<2>::new(), Vec::new());
        for step in 0..100_u16 {
            for (word, at) in [(5, 3), (6, 1), (7, 4), (5, 50)] {
                if at == step {
                    peaks.hear(word, Hearing { cost: word, duration: 7, node: 2 });
                }
            }
            peaks.end_step(|word, best| found.push((step, word, best.cost)));
        }
        assert_eq!(found, [(34, 6, 6), (36, 5, 5), (83, 5, 5)]);
    }
}
