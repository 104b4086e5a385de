//! `explain`, `dismiss`, `block`, `allow`, `declare`, `bought`, `trip-over` and `trust` as they are typed.

use super::journal::State;
use crate::date::Date;
use crate::language::Language;
use clap::Args;
use sordina::interest::Subject;
use sordina::policy::RECIPIENT_TEXTS;

/// A subject by its name in the policy.
fn subject(tag: &str) -> Result<Subject, String> {
    Subject::by_tag(tag).ok_or_else(|| "not a subject; see firmware/gateway/policy/subjects.toml".to_owned())
}

/// One subject, or all of a branch: `travel` stands for everything that begins with `travel.`.
fn branch(name: &str) -> Result<Branch, String> {
    let prefix = format!("{name}.");
    let is_in = |tag: &str| tag == name || tag.starts_with(&prefix);
    let subjects: Vec<_> = Subject::all().filter(|subject| is_in(subject.row().tag)).collect();
    if subjects.is_empty() {
        subject(name).map(|subject| Branch(vec![subject]))
    } else {
        Ok(Branch(subjects))
    }
}

fn recipient(id: &str) -> Result<u8, String> {
    let known = RECIPIENT_TEXTS.iter().find(|text| text.id == id);
    let ids = || RECIPIENT_TEXTS.iter().map(|text| text.id).collect::<Vec<_>>().join(", ");
    known.map(|text| text.number).ok_or_else(|| format!("not a recipient; write one of {}", ids()))
}

/// Subjects that are decided about together.
#[derive(Clone, Debug)]
pub(crate) struct Branch(pub(crate) Vec<Subject>);

/// Whose board, who, when, and how it is told.
#[derive(Args, Debug)]
pub(crate) struct Person {
    #[command(flatten)]
    pub(crate) state: State,
    /// The profile that the driver's key belongs to.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..4))]
    pub(crate) profile: u8,
    /// Day of the act; it is noon UTC.
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = crate::date::DEFAULT)]
    pub(crate) date: Date,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lang: Language,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The tag; without it, all that stand.
    #[arg(value_name = "TAG", value_parser = subject)]
    pub(crate) subject: Option<Subject>,
    #[command(flatten)]
    pub(crate) person: Person,
}

#[derive(Args, Debug)]
pub(crate) struct About {
    /// A tag, or a branch such as travel.
    #[arg(value_name = "TAG", value_parser = branch)]
    pub(crate) subjects: Branch,
    #[command(flatten)]
    pub(crate) person: Person,
}

#[derive(Args, Debug)]
pub(crate) struct Declare {
    /// The tag.
    #[arg(value_name = "TAG", value_parser = subject)]
    pub(crate) subject: Subject,
    /// For how many days; the policy may allow fewer.
    #[arg(long, value_name = "DAYS", default_value_t = 28, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) days: u16,
    #[command(flatten)]
    pub(crate) person: Person,
}

#[derive(Args, Debug)]
pub(crate) struct Trust {
    /// The recipient, by its name in the policy.
    #[arg(value_name = "RECIPIENT", value_parser = recipient)]
    pub(crate) recipient: u8,
    /// 0 stranger, 1 acquaintance, 2 trusted, 3 intimate.
    #[arg(value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(0..4))]
    pub(crate) level: u8,
    #[command(flatten)]
    pub(crate) person: Person,
}
