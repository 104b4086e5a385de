//! Choices on the gateway's own screen as they are written in timelines and data.
//!
//! ```text
//! stop   give PURPOSE   withdraw PURPOSE   refuse PURPOSE   later PURPOSE
//! profile N   guest   under_age   ask_every_drive on|off
//! erase_profile   erase_everything   confirm_date
//! declare TAG DAYS   dismiss TAG   block TAG   allow TAG   bought TAG   trip_over   trust RECIPIENT LEVEL
//! ```

use crate::tags;
use sordina::interest::Subject;
use sordina::policy::RECIPIENT_TEXTS;
use sordina_hal::{Choice, Purpose};

/// What a choice is called.
pub(crate) fn choice_name(choice: Choice) -> String {
    let plain = match choice {
        Choice::Give(purpose) => return format!("give {}", purpose.name()),
        Choice::Withdraw(purpose) => return format!("withdraw {}", purpose.name()),
        Choice::Refuse(purpose) => return format!("refuse {}", purpose.name()),
        Choice::Later(purpose) => return format!("later {}", purpose.name()),
        Choice::Profile(number) => return format!("profile {number}"),
        Choice::AskEveryDrive(ask) => return format!("ask_every_drive {}", if ask { "on" } else { "off" }),
        Choice::Stop => "stop",
        Choice::Guest => "guest",
        Choice::UnderAge => "under_age",
        Choice::EraseProfile => "erase_profile",
        Choice::EraseEverything => "erase_everything",
        Choice::ConfirmDate => "confirm_date",
        Choice::TripOver => "trip_over",
        Choice::Declare { subject, days } => return format!("declare {} {days}", tag(subject)),
        Choice::Dismiss(subject) => return format!("dismiss {}", tag(subject)),
        Choice::Block(subject) => return format!("block {}", tag(subject)),
        Choice::Allow(subject) => return format!("allow {}", tag(subject)),
        Choice::Bought(subject) => return format!("bought {}", tag(subject)),
        Choice::Trust { recipient, level } => return format!("trust {} {level}", recipient_id(recipient)),
    };
    plain.to_owned()
}

fn tag(subject: u16) -> &'static str {
    tags::by_id(subject).map_or("?", |row| row.tag)
}

fn recipient_id(number: u8) -> &'static str {
    RECIPIENT_TEXTS.iter().find(|text| text.number == number).map_or("?", |text| text.id)
}

/// The choice of this name.
pub(crate) fn choice_by_name(name: &str) -> Option<Choice> {
    plain(name).or_else(|| about_interests(name))
}

fn plain(name: &str) -> Option<Choice> {
    let purposes = Purpose::ALL.into_iter().flat_map(|purpose| {
        [Choice::Give(purpose), Choice::Withdraw(purpose), Choice::Refuse(purpose), Choice::Later(purpose)]
    });
    let others = [
        Choice::Stop,
        Choice::Guest,
        Choice::UnderAge,
        Choice::AskEveryDrive(true),
        Choice::AskEveryDrive(false),
        Choice::EraseProfile,
        Choice::EraseEverything,
        Choice::ConfirmDate,
        Choice::TripOver,
    ];
    let all = purposes.chain(others).chain((0..=9).map(Choice::Profile));
    all.into_iter().find(|choice| choice_name(*choice) == name)
}

fn about_interests(name: &str) -> Option<Choice> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let subject = |tag: &str| Subject::by_tag(tag).map(|subject| subject.row().iab);
    Some(match words[..] {
        ["declare", tag, days] => Choice::Declare { subject: subject(tag)?, days: days.parse().ok()? },
        ["dismiss", tag] => Choice::Dismiss(subject(tag)?),
        ["block", tag] => Choice::Block(subject(tag)?),
        ["allow", tag] => Choice::Allow(subject(tag)?),
        ["bought", tag] => Choice::Bought(subject(tag)?),
        ["trust", id, level] => {
            let recipient = RECIPIENT_TEXTS.iter().find(|text| text.id == id)?.number;
            Choice::Trust { recipient, level: level.parse().ok()? }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_others_are_no_choice() {
        for name in [
            "give assistant",
            "withdraw interest_tags",
            "profile 3",
            "ask_every_drive off",
            "guest",
            "trip_over",
            "declare family.parenting 28",
            "block travel.camping",
            "trust camping_shop 2",
        ] {
            assert_eq!(choice_by_name(name).map(choice_name).as_deref(), Some(name));
        }
        assert_eq!(choice_by_name("give everything"), None);
        assert_eq!(choice_by_name("declare deny.law 5"), None);
    }
}
