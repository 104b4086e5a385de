//! A list of recordings as drives: one each, or joined into long ones and repeated for hours.

use super::manifest::Clip;
use sordina_lexicon::taxonomy::{Class, Taxonomy};

/// What a drive is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Topic {
    /// Its row of the taxonomy, e.g. `travel.camping`.
    pub(crate) name: String,
    /// Speech may lead to it. Where it may not, the right end of the drive is no tag at all.
    pub(crate) is_noticed: bool,
}

/// What is played in one drive.
#[derive(Debug, PartialEq)]
pub(crate) struct Drive<'c> {
    /// `None`: talk about nothing that the taxonomy knows.
    pub(crate) topic: Option<Topic>,
    /// Recordings, each with a number of its own, which draws its noise.
    pub(crate) clips: Vec<(usize, &'c Clip)>,
}

/// How a drive ended.
pub(crate) struct Ended {
    pub(crate) topic: Option<Topic>,
    /// Line of its first recording in the list, from 1.
    pub(crate) line: usize,
    /// The tag that stands.
    pub(crate) tag: Option<&'static str>,
    /// Watched words that were heard and not dropped at once.
    pub(crate) heard: Vec<Heard>,
    pub(crate) hours: f64,
}

/// One detection.
pub(crate) struct Heard {
    /// Number of the word.
    pub(crate) word: u16,
    /// Seconds since the drive began.
    pub(crate) seconds: f64,
    /// Nats per phoneme.
    pub(crate) score: f64,
}

/// The drives of a list. `join`: minutes of a drive that is made of several recordings without topic. `hours`: the list is
/// repeated, or cut, to so many. An error begins with the line of the list.
pub(crate) fn plan<'c>(
    clips: &'c [Clip],
    taxonomy: &Taxonomy,
    join: Option<f64>,
    hours: Option<f64>,
) -> Result<Vec<Drive<'c>>, String> {
    let once: f64 = clips.iter().map(|clip| clip.seconds).sum();
    let wanted = hours.map_or(once, |hours| hours * 3600.0).min(once * MOST_REPEATS);
    let (mut drives, mut seconds, mut length) = (Vec::<Drive<'_>>::new(), 0.0, 0.0);
    for (number, clip) in
        clips.iter().cycle().enumerate().take_while(|(number, _)| *number < clips.len() || hours.is_some())
    {
        if seconds >= wanted && hours.is_some() {
            break;
        }
        let topic = topic(clip, taxonomy, join.is_some())?;
        let has_room = join.is_some_and(|minutes| length < minutes * 60.0);
        match drives.last_mut().filter(|_| has_room) {
            Some(drive) => drive.clips.push((number, clip)),
            None => {
                length = 0.0;
                drives.push(Drive { topic, clips: vec![(number, clip)] });
            }
        }
        length += clip.seconds;
        seconds += clip.seconds;
    }
    Ok(drives)
}

/// A list is not repeated more often than this.
const MOST_REPEATS: f64 = 1000.0;

fn topic(clip: &Clip, taxonomy: &Taxonomy, is_joined: bool) -> Result<Option<Topic>, String> {
    let line = clip.line;
    match clip.words.as_slice() {
        [] => Ok(None),
        [_] if is_joined => Err(format!("{line}: a recording with a topic is a drive of its own")),
        [name] => match taxonomy.class(name) {
            Some(class) => Ok(Some(Topic { name: name.clone(), is_noticed: class == Class::Allowed })),
            None => Err(format!("{line}: the taxonomy has no \"{name}\"")),
        },
        _ => Err(format!("{line}: more than one topic")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::sources;

    fn clip(topic: &str, seconds: f64) -> Clip {
        let words = topic.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        Clip { path: "a.flac".into(), words, seconds, line: 7 }
    }

    fn lengths(clips: &[Clip], join: Option<f64>, hours: Option<f64>) -> Vec<usize> {
        let taxonomy = sources::taxonomy(&sources::built_in()).unwrap();
        plan(clips, &taxonomy, join, hours).unwrap().iter().map(|drive| drive.clips.len()).collect()
    }

    #[test]
    fn every_recording_is_a_drive_unless_they_are_joined() {
        let clips: Vec<Clip> = (0..5).map(|_| clip("", 30.0)).collect();
        assert_eq!(lengths(&clips, None, None), [1; 5]);
        assert_eq!(lengths(&clips, Some(1.0), None), [2, 2, 1]);
        assert_eq!(lengths(&clips, Some(1.0), Some(0.1)), [2; 6], "repeated until six minutes");
        assert_eq!(lengths(&clips, None, Some(0.01)), [1; 2], "and cut");
    }

    #[test]
    fn a_list_without_length_comes_to_an_end() {
        assert_eq!(lengths(&[clip("", 0.0)], None, Some(10.0)).len(), 0);
    }

    #[test]
    fn what_may_be_noticed_is_the_taxonomys_to_say() {
        let taxonomy = sources::taxonomy(&sources::built_in()).unwrap();
        let topic = |name| {
            super::topic(&clip(name, 1.0), &taxonomy, false).map(|topic| topic.map(|topic| topic.is_noticed))
        };
        assert_eq!(topic("travel.camping"), Ok(Some(true)));
        assert_eq!(
            (topic("fitness"), topic("deny.alcohol"), topic("")),
            (Ok(Some(false)), Ok(Some(false)), Ok(None))
        );
        assert!(topic("travel.kamping").unwrap_err().starts_with("7: "));
        assert!(topic("music.rock,movies").is_err());
    }
}
