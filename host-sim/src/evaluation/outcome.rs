//! How drives ended, counted: the right tag, a wrong one, none; per topic and in all.

use super::drives::{Ended, Topic};
use super::rounded;
use crate::error::Error;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

/// Drives of one topic, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Count {
    pub(crate) drives: u32,
    /// The tag of the topic; for a topic that may not be noticed, and for talk without topic, none at all.
    pub(crate) right: u32,
    /// A tag that is not the topic's.
    pub(crate) wrong: u32,
}

impl Count {
    fn add(&mut self, ended: &Ended) {
        let wanted = ended.topic.as_ref().filter(|topic| topic.is_noticed).map(|topic| topic.name.as_str());
        self.drives += 1;
        self.right += u32::from(ended.tag == wanted);
        self.wrong += u32::from(ended.tag.is_some() && ended.tag != wanted);
    }
}

/// All drives of a list.
pub(crate) struct Outcomes<'e> {
    ended: &'e [Ended],
    /// Texts of the words, by number.
    words: &'e [String],
    topics: BTreeMap<&'e str, Count>,
}

/// Kinds of topics, as the totals name them.
const KINDS: [&str; 3] = ["subjects to notice", "subjects never noticed", "no subject"];

fn kind(topic: Option<&Topic>) -> usize {
    topic.map_or(2, |topic| usize::from(!topic.is_noticed))
}

impl<'e> Outcomes<'e> {
    pub(crate) fn of(ended: &'e [Ended], words: &'e [String]) -> Self {
        let mut topics = BTreeMap::<&str, Count>::new();
        for one in ended {
            let name = one.topic.as_ref().map_or("-", |topic| topic.name.as_str());
            topics.entry(name).or_default().add(one);
        }
        Self { ended, words, topics }
    }

    fn total(&self, wanted: usize) -> Count {
        let mut count = Count::default();
        self.ended.iter().filter(|one| kind(one.topic.as_ref()) == wanted).for_each(|one| count.add(one));
        count
    }

    fn hours(&self) -> f64 {
        self.ended.iter().map(|one| one.hours).sum()
    }

    fn detections(&self) -> usize {
        self.ended.iter().map(|one| one.heard.len()).sum()
    }

    fn tags(&self) -> usize {
        self.ended.iter().filter(|one| one.tag.is_some()).count()
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> Result<(), Error> {
        writeln!(out, "{:<30} {:>7} {:>7} {:>7} {:>7}", "topic", "drives", "right", "wrong", "right %")?;
        for (name, count) in &self.topics {
            row(out, name, *count)?;
        }
        writeln!(out)?;
        for (wanted, name) in KINDS.iter().enumerate() {
            let count = self.total(wanted);
            if count.drives > 0 {
                row(out, name, count)?;
            }
        }
        let (hours, tags, detections) = (self.hours(), self.tags(), self.detections());
        let per_hour = detections as f64 / hours.max(1e-9);
        writeln!(out, "\n{hours:.2} h, {tags} tags ({:.3} per hour)", tags as f64 / hours.max(1e-9))?;
        writeln!(
            out,
            "{detections} detections: {per_hour:.2} per hour, {:.4} per word and hour",
            per_hour / self.words.len() as f64
        )?;
        Ok(())
    }

    pub(crate) fn json(&self) -> Value {
        let drives = self.ended.iter().map(|one| {
            let heard = one.heard.iter().map(|heard| {
                json!({"word": self.words.get(usize::from(heard.word)), "seconds": rounded(heard.seconds), "score": rounded(heard.score)})
            });
            json!({"line": one.line, "topic": one.topic.as_ref().map(|topic| &topic.name), "tag": one.tag,
                "hours": rounded(one.hours), "heard": heard.collect::<Vec<_>>()})
        });
        let count =
            |count: Count| json!({"drives": count.drives, "right": count.right, "wrong": count.wrong});
        let topics = self.topics.iter().map(|(name, of)| ((*name).to_owned(), count(*of)));
        let totals =
            KINDS.iter().enumerate().map(|(wanted, name)| ((*name).to_owned(), count(self.total(wanted))));
        json!({
            "hours": rounded(self.hours()),
            "tags": self.tags(),
            "detections": self.detections(),
            "words": self.words.len(),
            "totals": totals.collect::<serde_json::Map<_, _>>(),
            "topics": topics.collect::<serde_json::Map<_, _>>(),
            "drives": drives.collect::<Vec<_>>(),
        })
    }
}

fn row(out: &mut impl Write, name: &str, count: Count) -> Result<(), Error> {
    let Count { drives, right, wrong } = count;
    let share = 100.0 * f64::from(right) / f64::from(drives.max(1));
    Ok(writeln!(out, "{name:<30} {drives:>7} {right:>7} {wrong:>7} {share:>7.1}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(topic: Option<(&str, bool)>, tag: Option<&'static str>) -> Ended {
        let topic = topic.map(|(name, is_noticed)| Topic { name: name.to_owned(), is_noticed });
        Ended { topic, line: 1, tag, heard: Vec::new(), hours: 0.5 }
    }

    #[test]
    fn right_is_the_topics_tag_or_none_where_none_may_be() {
        let all = [
            ended(Some(("movies", true)), Some("movies")),
            ended(Some(("movies", true)), None),
            ended(Some(("movies", true)), Some("music.rock")),
            ended(Some(("deny.alcohol", false)), None),
            ended(Some(("deny.alcohol", false)), Some("movies")),
            ended(None, None),
            ended(None, Some("movies")),
        ];
        let outcomes = Outcomes::of(&all, &[]);
        assert_eq!(outcomes.topics["movies"], Count { drives: 3, right: 1, wrong: 1 });
        assert_eq!(outcomes.total(1), Count { drives: 2, right: 1, wrong: 1 });
        assert_eq!(outcomes.total(2), Count { drives: 2, right: 1, wrong: 1 });
        assert_eq!(outcomes.tags(), 4);
    }
}
