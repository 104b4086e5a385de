//! No region is looser than what it is held against, in any number, by any amount.

use proptest::prelude::*;

use super::*;
use crate::tests::{REGIONS, shipped};
use crate::{Files, Policy};

fn files(regions: &str) -> Files {
    let mut files = shipped();
    regions.clone_into(&mut files.regions.contents);
    files
}

fn error(regions: &str) -> String {
    Policy::compile(&files(regions)).expect_err("must be refused").to_string()
}

/// The shipped file with `block` as the only word of `region` on `key`, and the line where it starts.
fn with(region: &str, key: &str, block: &str) -> (String, usize) {
    let start = REGIONS.find(&format!("id = \"{region}\"")).expect("a region");
    let end = REGIONS[start..].find("\n[[region]]").map_or(REGIONS.len(), |length| start + length + 1);
    let mut own = REGIONS[start..end].to_owned();
    if let Some(from) = own.find(&format!("[region.{key}]")) {
        let to = own[from..].find("\n\n").map_or(own.len(), |length| from + length);
        own.replace_range(from..to, "");
    }
    let before = format!("{}{}\n", &REGIONS[..start], own.trim_end());
    let line = 1 + before.matches('\n').count();
    (format!("{before}{block}\n{}", &REGIONS[end..]), line)
}

fn number(key: Number, value: u16) -> String {
    format!("[region.{}]\nvalue = {value}\nsource = \"a law\"", key.key())
}

fn shipped_regions() -> Vec<Region> {
    Policy::compile(&shipped()).expect("sound").regions
}

/// The region that `region` lies in.
fn above<'a>(region: &Region, regions: &'a [Region]) -> &'a Region {
    let within = if region.id == "de" { "eu" } else { FLOOR };
    regions.iter().find(|known| known.id == within).expect("a region")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_looser_number_is_refused_everywhere(place in 1_usize..7, key in 0_usize..5, by in 1_u16..60) {
        let regions = shipped_regions();
        let (region, key) = (&regions[place], Number::ALL[key]);
        let bound = above(region, &regions).number(key);
        let value = if key.more_is_stricter() { bound.saturating_sub(by) } else { bound + by };
        let (text, line) = with(&region.id, key.key(), &number(key, value));
        let error = error(&text);
        prop_assert!(error.starts_with(&format!("regions.toml:{}: {} = {value} is looser than", line + 1, key.key())), "{error}");
        prop_assert!(error.contains(&format!("; write {bound} or ")), "{error}");
    }

    #[test]
    fn a_stricter_number_is_accepted(place in 1_usize..7, key in 0_usize..5, by in 0_u16..5) {
        let regions = shipped_regions();
        let (region, key) = (&regions[place], Number::ALL[key]);
        // Germany must stay at least as strict as the Union, whose row stands above it.
        prop_assume!(region.id != "eu");
        let bound = above(region, &regions).number(key);
        let value = if key.more_is_stricter() { bound + by } else { bound - by };
        let (text, _) = with(&region.id, key.key(), &number(key, value));
        let regions = Policy::compile(&files(&text)).map_err(|error| error.to_string());
        prop_assert_eq!(regions.map(|policy| policy.regions[place].number(key)), Ok(value));
    }
}

#[test]
fn a_floor_beyond_the_requirements_is_refused() {
    for (key, value, most) in [(Number::ConsentDays, 181, 180), (Number::UnusedDays, 31, 30)] {
        let (text, line) = with(FLOOR, key.key(), &number(key, value));
        let expected = format!(
            "regions.toml:{}: {} = {value} is out of range; write a number from 1 to {most}",
            line + 1,
            key.key()
        );
        assert_eq!(error(&text), expected);
    }
    for key in Number::ALL {
        let (least, most) = key.range();
        for value in [least - 1, most + 1] {
            assert!(error(&with(FLOOR, key.key(), &number(key, value)).0).contains("out of range; write"));
        }
    }
}

#[test]
fn a_stored_consent_that_needs_an_act_keeps_needing_it() {
    let text = REGIONS.replacen(
        "[region.ask_every_drive]\nvalue = false",
        "[region.ask_every_drive]\nvalue = true",
        1,
    );
    let error = error(&text);
    assert!(
        error.starts_with("regions.toml:")
            && error.contains("ask_every_drive = false is looser than \"floor\"; write true"),
        "{error}"
    );
}

#[test]
fn a_purpose_that_the_floor_does_not_offer_is_refused() {
    let floor = "[region.purposes]\nvalue = [\"assistant\"]\nsource = \"a law\"";
    let own = "[region.purposes]\nvalue = [\"assistant\", \"interest_tags\"]\nsource = \"a law\"";
    let (text, _) = with("cn", "purposes", own);
    let text = text.replacen(
        "[region.purposes]\nvalue = [\"assistant\", \"interest_tags\"]\nsource = \"Both",
        &format!("{floor} #"),
        1,
    );
    let error = error(&text);
    assert!(error.contains("is looser than \"floor\"; write at most [assistant]"), "{error}");
}

#[test]
fn a_value_without_a_source_is_refused() {
    for key in Number::ALL {
        let (text, line) = with("ar", key.key(), &format!("[region.{}]\nvalue = 30", key.key()));
        assert!(
            error(&text)
                .starts_with(&format!("regions.toml:{line}: {} has no source; cite the law", key.key()))
        );
        let (text, line) =
            with("ar", key.key(), &format!("[region.{}]\nvalue = 30\nsource = \" \"", key.key()));
        assert!(error(&text).starts_with(&format!("regions.toml:{}: {} has no source", line + 2, key.key())));
    }
}

#[test]
fn a_region_without_a_number_a_name_or_a_floor_is_refused() {
    let unnumbered = error(&REGIONS.replacen("number = 1\n", "", 1));
    assert!(unnumbered.contains("region \"ar\" has no number; give it the next free one"), "{unnumbered}");
    let floorless = error(&REGIONS.replacen("id = \"floor\"", "id = \"base\"", 1));
    assert!(floorless.contains("the first region is not the floor; start with"), "{floorless}");
    let open = error(&with(FLOOR, "age", "").0);
    assert!(open.contains("the floor does not say age; "), "{open}");
    let lawless = error(&REGIONS.replacen("jurisdiction = \"loc:AR\"\n", "", 1));
    assert!(lawless.contains("jurisdiction of \"ar\" is empty; fill it in"), "{lawless}");
    let nowhere = error(&REGIONS.replacen("within = \"eu\"", "within = \"asgard\"", 1));
    assert!(nowhere.contains("\"asgard\"") && nowhere.contains("write one of: floor, ar, eu"), "{nowhere}");
}

#[test]
fn what_a_region_does_not_say_it_inherits_with_the_name_of_who_does() {
    let regions = shipped_regions();
    let germany = regions.iter().find(|region| region.id == "de").expect("a region");
    let [.., again, answer, age] = &germany.numbers;
    assert_eq!(again.inherited_from.as_deref(), Some("eu"));
    assert_eq!(answer.inherited_from.as_deref(), Some(FLOOR));
    assert_eq!((again.value, answer.value, age.value), (180, 90, 16));
}

#[test]
fn a_question_that_ends_before_its_notice_is_read_is_refused() {
    let (text, line) = with("us-ca", "answer_seconds", &number(Number::AnswerSeconds, 30));
    let error = error(&text);
    assert!(error.starts_with(&format!("regions.toml:{line}: answer_seconds ends before")), "{error}");
    assert!(error.contains("; write "), "{error}");
}
