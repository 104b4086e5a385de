//! Choices on the gateway's own screen as they are written in timelines and data.
//!
//! ```text
//! stop   give PURPOSE   withdraw PURPOSE   refuse PURPOSE   later PURPOSE
//! profile N   guest   under_age   ask_every_drive on|off
//! erase_profile   erase_everything   confirm_date
//! ```

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
    };
    plain.to_owned()
}

/// The choice of this name.
pub(crate) fn choice_by_name(name: &str) -> Option<Choice> {
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
    ];
    let all = purposes.chain(others).chain((0..=9).map(Choice::Profile));
    all.into_iter().find(|choice| choice_name(*choice) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_others_are_no_choice() {
        for name in ["give assistant", "withdraw interest_tags", "profile 3", "ask_every_drive off", "guest"]
        {
            assert_eq!(choice_by_name(name).map(choice_name).as_deref(), Some(name));
        }
        assert_eq!(choice_by_name("give everything"), None);
    }
}
