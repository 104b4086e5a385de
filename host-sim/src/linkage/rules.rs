//! Answer policies, side by side: what two recipients who ask on every day are told of the tags that live.

use super::cars::Live;
use super::trace::Tag;
use crate::random::Random;
use sordina::consent::Profile;
use sordina::interest::{Epoch, Secret, Turns, may_repeat};
use sordina::policy::{INFERABLE_COUNT, REPEAT_DAYS, TURN_DAYS};
use sordina_hal::Seat;

/// Where a tag was never told.
pub(super) const NEVER: Epoch = Epoch(0);
/// Recipients of the study, who put together what they were told.
const RECIPIENTS: usize = 2;
/// Days of an epoch of Chrome's Topics.
const WEEK: usize = 7;
/// Topics that Chrome keeps per epoch, and the share of answers that it draws from all topics instead.
const TOP: usize = 5;
const NOISE: f64 = 0.05;

/// A policy for answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    who: Who,
    lists: Lists,
    again: Again,
    grain: Grain,
}

/// Who is told on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Everybody, the same.
    All,
    /// Everybody, each by a draw of its own.
    Each,
    /// One, drawn in each car.
    Drawn,
    /// One, by the calendar, the same in all cars: the gateway's own rule.
    Turns(Turns),
    /// As Chrome's Topics does it, a week for an epoch.
    Topics,
}

/// Which tags a recipient may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lists {
    /// All.
    Shared,
    /// Every second one: no tag at two recipients.
    Disjoint,
}

/// When what was told may be told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Daily,
    /// So many days later: the gateway's own rule.
    After(u16),
    /// Not while it lives.
    Never,
}

/// How fine an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Tag,
    /// Its first word only, such as `travel`.
    Category,
}

const fn rule(name: &'static str, who: Who, lists: Lists, again: Again) -> Rule {
    Rule { name, who, lists, again, grain: Grain::Tag }
}

/// Turns of `days` days among `recipients`, each with tags of its own.
const fn turns(name: &'static str, days: u16, recipients: u16, again: Again) -> Rule {
    rule(name, Who::Turns(Turns { days, recipients }), Lists::Disjoint, again)
}

/// The policies that are compared.
pub(crate) const RULES: [Rule; 18] = [
    rule("topics", Who::Topics, Lists::Shared, Again::Daily),
    rule("pinned_for_all", Who::All, Lists::Shared, Again::Daily),
    rule("draw_each", Who::Each, Lists::Shared, Again::Daily),
    Rule { grain: Grain::Category, ..rule("draw_each_category", Who::Each, Lists::Shared, Again::Daily) },
    rule("draw_each_lists", Who::Each, Lists::Disjoint, Again::Daily),
    rule("one_drawn", Who::Drawn, Lists::Shared, Again::Daily),
    rule("one_drawn_lists", Who::Drawn, Lists::Disjoint, Again::Daily),
    rule("turns", Who::Turns(Turns { days: 1, recipients: 2 }), Lists::Shared, Again::Daily),
    rule("turns_once", Who::Turns(Turns { days: 1, recipients: 2 }), Lists::Shared, Again::Never),
    turns("turns_1_lists", 1, 2, Again::Daily),
    turns("turns_7_lists", 7, 2, Again::Daily),
    turns("turns_1_lists_after_7", 1, 2, Again::After(7)),
    turns("turns_3_lists_after_7", 3, 2, Again::After(7)),
    turns("turns_1_lists_after_14", 1, 2, Again::After(14)),
    turns("turns_7_lists_after_14", 7, 2, Again::After(14)),
    turns("turns_3_lists_once", 3, 2, Again::Never),
    BUILT_IN,
    turns("built_in_of_4", TURN_DAYS, 4, Again::After(REPEAT_DAYS)),
];

/// The gateway's rule with the numbers of its policy, among as few recipients as can compare notes.
pub(super) const BUILT_IN: Rule = turns("built_in", TURN_DAYS, 2, Again::After(REPEAT_DAYS));

impl Rule {
    /// Bits that both recipients' answers of one day (of Topics: one week) can hold, by tags alone.
    pub(super) fn bits(&self, categories: usize) -> f64 {
        let tags = match self.grain {
            Grain::Tag => INFERABLE_COUNT,
            Grain::Category => categories,
        };
        let answers = |tags: usize| ((1 + tags) as f64).log2();
        match (self.who, self.lists) {
            (Who::Topics, _) => 2.0 * (tags as f64).log2(),
            (Who::All, _) | (Who::Turns(_), Lists::Shared) | (Who::Drawn, Lists::Disjoint) => answers(tags),
            (Who::Each, Lists::Shared) => 2.0 * answers(tags),
            (Who::Each, Lists::Disjoint) => 2.0 * answers(tags / RECIPIENTS),
            (Who::Drawn, Lists::Shared) => answers(RECIPIENTS * tags),
            (Who::Turns(turns), Lists::Disjoint) => answers(tags.div_ceil(turns.recipients.into())),
        }
    }
}

/// The answering side of one simulated car.
pub(super) struct Car<'a> {
    rule: Rule,
    secrets: [Secret; RECIPIENTS + 1],
    categories: &'a [usize],
    random: Random,
    heard: Vec<usize>,
}

impl<'a> Car<'a> {
    pub(super) fn new(rule: Rule, seed: u32, categories: &'a [usize]) -> Self {
        let secret = |recipient: u8| {
            let mut device = [recipient; 32];
            device[..4].copy_from_slice(&seed.to_le_bytes());
            Secret::of(&device)
        };
        Self {
            rule,
            secrets: [secret(0), secret(1), secret(2)],
            categories,
            random: Random::new(!seed),
            heard: vec![0; INFERABLE_COUNT],
        }
    }

    /// A drive was about this.
    pub(super) fn heard(&mut self, tag: Tag) {
        self.heard[usize::from(tag)] += 1;
    }

    /// What each recipient is told on a day; a car that stands is asked nothing.
    pub(super) fn on(&mut self, day: usize, is_driven: bool, live: &mut [Live]) -> [Option<Tag>; RECIPIENTS] {
        let answers = match self.rule.who {
            Who::Topics => return self.topics(day),
            _ if !is_driven => return [None; RECIPIENTS],
            Who::All => [self.pinned(2, day, live, |_| true); RECIPIENTS],
            Who::Each => {
                [0, 1].map(|recipient| self.pinned(recipient, day, live, |tag| self.may_hear(recipient, tag)))
            }
            Who::Drawn => {
                let tag = self.pinned(2, day, live, |_| true);
                let drawn = self.secrets[0].draw(Profile::guest(Seat::Driver), epoch(day), RECIPIENTS);
                [0, 1].map(|recipient| match self.rule.lists {
                    Lists::Shared => tag.filter(|_| recipient == drawn),
                    Lists::Disjoint => tag.filter(|place| self.may_hear(recipient, &live[*place])),
                })
            }
            Who::Turns(turns) => {
                let turn = turns.holder(epoch(day)).into();
                let tag = self.pinned(2, day, live, |tag| self.may_hear(turn, tag));
                // Recipients besides the two are told as well.
                tag.map(|place| self.tell(&mut live[place], day));
                [0, 1].map(|recipient| tag.filter(|_| recipient == turn))
            }
        };
        answers.map(|place| place.map(|place| self.tell(&mut live[place], day)))
    }

    /// Recipients that have lists.
    fn lists(&self) -> usize {
        if let Who::Turns(turns) = self.rule.who { turns.recipients.into() } else { RECIPIENTS }
    }

    fn tell(&self, live: &mut Live, day: usize) -> Tag {
        live.told_on = epoch(day);
        live.first_told.get_or_insert(day);
        match self.rule.grain {
            Grain::Tag => live.tag,
            Grain::Category => Tag::try_from(self.categories[usize::from(live.tag)]).unwrap_or(0),
        }
    }

    fn may_hear(&self, recipient: usize, live: &Live) -> bool {
        self.rule.lists == Lists::Shared || usize::from(live.tag) % self.lists() == recipient
    }

    fn pinned(&self, secret: usize, day: usize, live: &[Live], may: impl Fn(&Live) -> bool) -> Option<usize> {
        let may_again = |live: &Live| match self.rule.again {
            Again::Daily => true,
            Again::After(days) => may_repeat(live.told_on, epoch(day), days),
            Again::Never => live.told_on == NEVER,
        };
        let places: Vec<usize> =
            (0..live.len()).filter(|place| may(&live[*place]) && may_again(&live[*place])).collect();
        let drawn = self.secrets[secret].draw(Profile::guest(Seat::Driver), epoch(day), places.len());
        places.get(drawn).copied()
    }

    /// The topics of the week before; where there are fewer than five, chance fills up, as in Chrome.
    fn topics(&mut self, day: usize) -> [Option<Tag>; RECIPIENTS] {
        if !day.is_multiple_of(WEEK) {
            return [None; RECIPIENTS];
        }
        let mut order: Vec<usize> = (0..INFERABLE_COUNT).collect();
        self.random.shuffle(&mut order);
        order.sort_by_key(|tag| std::cmp::Reverse(self.heard[*tag]));
        self.heard.fill(0);
        [0, 1].map(|_| {
            let is_noise = self.random.uniform() < NOISE;
            let among = if is_noise { INFERABLE_COUNT } else { TOP };
            Tag::try_from(order[self.random.below(among)]).ok()
        })
    }
}

/// The day of a simulated day: somewhere in the years of the product.
pub(super) fn epoch(day: usize) -> Epoch {
    Epoch(u16::try_from(day).unwrap_or(u16::MAX).saturating_add(20_000))
}
