//! What the compiled tables hold, looked up as the gateway does (R27, R31).

use super::*;
use crate::gate::Purpose;

#[test]
fn every_purpose_has_a_current_notice_that_can_be_found_and_read() {
    for purpose in Purpose::ALL {
        let notice = Notice::current(purpose);
        assert_eq!(notice.purpose, purpose);
        assert!(notice.is_current());
        assert_eq!(Notice::by_hash(&notice.hash), Some(notice));
        let text = notice.text().expect("its words");
        assert!(text.es.all().iter().chain(&text.en.all()).all(|part| !part.is_empty()));
        assert_eq!(notice.recipients, PurposeText::of(purpose).recipients);
    }
    assert_eq!(Notice::by_hash(&[0; 16]), None);
}

#[test]
fn a_region_is_found_by_name_and_number_and_none_is_looser_than_the_floor() {
    for (place, id) in ["floor", "ar", "eu", "de", "us-ca", "br", "cn"].into_iter().enumerate() {
        let region = Region::by_id(id).expect("a shipped region");
        assert_eq!(usize::from(region.number), place);
        assert_eq!(Region::by_number(region.number), Some(region));
        assert!(region.consent_days <= Region::floor().consent_days && region.age >= Region::floor().age);
        assert!(!region.text().expect("its texts").consent_days.source.is_empty());
    }
    assert_eq!(Region::by_id("atlantis"), None);
    assert_eq!(Region::by_number(200), None);
}

#[test]
fn a_recipient_is_found_by_number_and_gives_a_person_s_contact() {
    assert_eq!(
        Recipient::by_number(Recipient::CAR_SCREEN).and_then(Recipient::text).map(|text| text.id),
        Some("car_screen")
    );
    for recipient in &RECIPIENTS {
        let contact = recipient.text().expect("its text").contact;
        assert!(!contact.role.es.is_empty() && !contact.role.en.is_empty());
        assert!([contact.email, contact.phone].iter().any(|way| !way.is_empty()));
    }
    assert_eq!(Recipient::by_number(99), None);
    assert_eq!(LEVELS.len(), 4);
}
