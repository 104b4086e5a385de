//! What one recipient saw of one car: on each day a tag, or silence.

/// A tag of the study: a subject that speech may lead to, by its place in the policy.
pub(crate) type Tag = u8;

/// One recipient's record of one car, under a name that only this recipient uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    days: Vec<Option<Tag>>,
    /// Days that were looked at; later ones are unknown, not silent.
    end: usize,
}

impl Trace {
    /// A record of all its days.
    pub(super) fn new(days: Vec<Option<Tag>>) -> Self {
        Self { end: days.len(), days }
    }

    /// The same record, up to and including its answer number `count`; all of it if there are fewer.
    pub(super) fn first(&self, count: usize) -> Self {
        let end = self.told().nth(count - 1).map_or(self.end, |(day, _)| day + 1);
        Self { days: self.days.clone(), end }
    }

    /// Days that were looked at.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Days of the whole study.
    pub(super) fn length(&self) -> usize {
        self.days.len()
    }

    /// What was told on a day.
    pub(super) fn on(&self, day: usize) -> Option<Tag> {
        self.days.get(day).copied().flatten().filter(|_| day < self.end)
    }

    /// Days on which something was told, and what.
    pub(super) fn told(&self) -> impl Iterator<Item = (usize, Tag)> {
        let days = self.days.iter().take(self.end).enumerate();
        days.filter_map(|(day, tag)| tag.map(|tag| (day, tag)))
    }

    /// How often each tag was told.
    pub(super) fn counts(&self, tags: usize) -> Vec<usize> {
        let mut counts = vec![0; tags];
        self.told().for_each(|(_, tag)| counts[usize::from(tag)] += 1);
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_after_the_last_answer_that_counts_is_unknown() {
        let trace = Trace::new(vec![None, Some(3), None, Some(3), Some(5), None]);
        let first = trace.first(2);
        assert_eq!((first.end(), first.on(3), first.on(4)), (4, Some(3), None));
        assert_eq!(first.counts(6), [0, 0, 0, 2, 0, 0]);
        assert_eq!(trace.first(9), trace);
    }
}
