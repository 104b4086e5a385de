//! Hours of drives in which anything may happen at any time: people get in and out, press, choose; pins break, clocks jump, power
//! fails within a write, the link is flooded (R1, R2, R3, R4, R6, R7, R18, R37, R38).
//!
//! An observer who knows nothing of the gateway keeps his own few facts about the world and looks at every block: the gate is
//! never open without its conditions, what comes out of a closed gate is silence, no acknowledged consent is lost and no withdrawal
//! un-happens, and the journal verifies after every start.
//!
//! `SOAK_SEED=n` begins with another seed; each seed is printed, and one that failed fails again. Half an hour in every run, a day with
//! `cargo test -p sordina-tests --test soak -- --ignored --nocapture`.

use sordina::consent::Profile;
use sordina::gate::{Purpose, Purposes};
use sordina::journal;
use sordina::policy::LEXICON;
use sordina_hal::vss::Speed;
use sordina_hal::{Choice, Key, Occupancy, Seat, Signal, SystemState, UnixSeconds};
use sordina_link::Message;
use sordina_machine::{PinFault, Simulated};
use sordina_tests::{BLOCK, Car, recordings};

/// Turns of control in a second.
const TURNS: u64 = 100;
/// How long one board and one seed live, in turns: ten minutes.
const LIFE: u64 = 600 * TURNS;

/// Numbers without an end (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).expect("an index")]
    }
}

/// What the observer knows.
struct World {
    is_on: bool,
    kill_switch: bool,
    seats: [Occupancy; Seat::COUNT],
    has_child_seat: bool,
    /// Purposes that each seat has said yes to since it last said no, got in, or a drive began.
    agreed: [Purposes; Seat::COUNT],
    /// Somebody has stopped everything, and nobody has said yes since.
    is_stopped: bool,
    /// The purposes to which the driver's consent was seen to stand, if anything of it is sure.
    stored: Option<Purposes>,
}

impl World {
    fn new() -> Self {
        let seats = [Occupancy::Empty; Seat::COUNT];
        let agreed = [Purposes::NONE; Seat::COUNT];
        Self {
            is_on: false,
            kill_switch: false,
            seats,
            has_child_seat: false,
            agreed,
            is_stopped: false,
            stored: Some(Purposes::NONE),
        }
    }

    /// Whoever says no is there, whatever the car says of the seat.
    fn says_no(&mut self, seat: Seat) {
        if self.seats[seat as usize] == Occupancy::Empty {
            self.seats[seat as usize] = Occupancy::Occupied;
        }
    }

    /// What may be open at most. A consent of an earlier drive opens for the driver; so what she stored counts as hers.
    fn allowed(&self) -> Purposes {
        let taken = Seat::ALL.into_iter().filter(|seat| self.seats[*seat as usize] != Occupancy::Empty);
        let all = Purposes::NONE.with(Purpose::Assistant).with(Purpose::InterestTags);
        let agreed = taken.fold(all, |open, seat| {
            let own = self.agreed[seat as usize];
            let is_hers = |one: &Purpose| {
                let stored = seat == Seat::Driver && self.stored.is_none_or(|stored| stored.contains(*one));
                own.contains(*one) || stored
            };
            Purpose::ALL
                .into_iter()
                .filter(|one| open.contains(*one) && is_hers(one))
                .fold(Purposes::NONE, Purposes::with)
        });
        let may_be = self.is_on && !self.kill_switch && !self.has_child_seat && !self.is_stopped;
        if may_be { agreed } else { Purposes::NONE }
    }
}

/// What has happened in all, so that a soak that never opened is noticed.
#[derive(Debug, Default)]
struct Counts {
    turns: u64,
    openings: u64,
    faults: u64,
    cuts: u64,
    jumps: u64,
    floods: u64,
    samples_passed: u64,
}

struct Soak {
    car: Car,
    world: World,
    random: Random,
    counts: Counts,
    speech: Vec<i16>,
    /// A key that is held, and until when.
    held: Option<(Seat, Key, u64)>,
    was_open: bool,
    /// What happened last, for whoever has to find out why.
    log: std::collections::VecDeque<String>,
}

/// Happenings that are kept for that.
const KEPT: usize = 12;

const HER: u8 = 0;

impl Soak {
    fn new(seed: u64) -> Self {
        let car = Car::with(Simulated::new(), LEXICON);
        let speech = recordings().concat();
        let mut soak = Self {
            car,
            world: World::new(),
            random: Random(seed),
            counts: Counts::default(),
            speech,
            held: None,
            was_open: false,
            log: std::collections::VecDeque::new(),
        };
        soak.drive();
        soak
    }

    fn note(&mut self, what: impl std::fmt::Debug) {
        self.log.push_back(format!("{} {what:?}", self.counts.turns));
        if self.log.len() > KEPT {
            self.log.pop_front();
        }
    }

    fn signal(&mut self, signal: Signal) {
        self.car.machine.signal(signal);
    }

    /// She gets in and switches on, alone.
    fn drive(&mut self) {
        self.world.is_on = true;
        self.world.is_stopped = false;
        self.world.has_child_seat = false;
        self.world.agreed = [Purposes::NONE; Seat::COUNT];
        self.signal(Signal::SystemState(SystemState::On));
        self.signal(Signal::Speed(Speed::ZERO));
        self.signal(Signal::IsMoving(false));
        for seat in Seat::ALL {
            let occupancy = if seat == Seat::Driver { Occupancy::Occupied } else { Occupancy::Empty };
            self.world.seats[seat as usize] = occupancy;
            self.signal(Signal::Occupancy(seat, occupancy));
            self.signal(Signal::ChildSeat(seat, false));
        }
        self.car.machine.choose(Seat::Driver, Choice::Profile(HER));
    }

    fn stored(&self) -> Purposes {
        let her = Profile::stored(HER).expect("a profile");
        let ledger = self.car.gateway.state().ledger();
        let given = Purpose::ALL.into_iter().filter(|one| ledger.consent(her, *one).status.is_given());
        given.fold(Purposes::NONE, Purposes::with)
    }

    /// Power fails, or the board is reset, and it starts anew on the same flash.
    fn restart(&mut self) {
        self.counts.cuts += 1;
        self.note("restart");
        let mut machine = std::mem::take(&mut self.car.machine);
        machine.restart();
        let verified = journal::for_each(&mut machine.flash, |_| {});
        assert!(verified.is_ok(), "the journal after a cut: {verified:?}");
        self.car = Car::with(machine, LEXICON);
        self.was_open = false;
        self.drive();
        // A finger does not know of the cut.
        self.world.is_stopped = self.held.is_some_and(|(_, key, _)| key == Key::Stop);
        self.car.tick();
        if let Some(was_stored) = self.world.stored {
            assert_eq!(
                self.stored(),
                was_stored,
                "consents that were acknowledged before the cut, {:#?}",
                self.log
            );
        }
    }

    fn press(&mut self) {
        let (seat, key) = (
            self.random.one_of(&[Seat::Driver, Seat::Driver, Seat::Passenger]),
            self.random.one_of(&Key::ALL),
        );
        self.release();
        self.car.machine.press(seat, key);
        self.held = Some((seat, key, self.counts.turns + 6 + self.random.below(6)));
        self.note(("press", seat, key));
        self.world.is_stopped = key == Key::Stop;
        let agreed = &mut self.world.agreed;
        match key {
            Key::Stop => {
                agreed[seat as usize] = Purposes::NONE;
                self.world.says_no(seat);
            }
            Key::Assistant => agreed[seat as usize] = agreed[seat as usize].with(Purpose::Assistant),
            Key::InterestTags => agreed[seat as usize] = agreed[seat as usize].with(Purpose::InterestTags),
        }
    }

    fn release(&mut self) {
        if let Some((seat, key, _)) = self.held.take() {
            self.car.machine.release(seat, key);
        }
    }

    fn choose(&mut self) {
        // What was chosen may be refused (she drives, the date is unknown): what comes of it is seen in the next turns.
        let choice = self.random.one_of(&[
            Choice::Give(Purpose::InterestTags),
            Choice::Withdraw(Purpose::InterestTags),
            Choice::Stop,
        ]);
        self.note(choice);
        self.car.machine.choose(Seat::Driver, choice);
        self.world.stored = None;
        self.world.is_stopped = choice == Choice::Stop;
        match choice {
            Choice::Give(purpose) => {
                let own = &mut self.world.agreed[Seat::Driver as usize];
                *own = own.with(purpose);
            }
            Choice::Stop => {
                self.world.agreed[Seat::Driver as usize] = Purposes::NONE;
                self.world.says_no(Seat::Driver);
            }
            _ => {
                self.world.says_no(Seat::Driver);
                let own = &mut self.world.agreed[Seat::Driver as usize];
                let left = own.contains(Purpose::Assistant).then_some(Purpose::Assistant);
                *own = left.into_iter().fold(Purposes::NONE, Purposes::with);
            }
        }
    }

    fn sit(&mut self) {
        let seat = self.random.one_of(&Seat::ALL);
        let occupancy = self.random.one_of(&[
            Occupancy::Empty,
            Occupancy::Empty,
            Occupancy::Occupied,
            Occupancy::Unknown,
        ]);
        if self.world.seats[seat as usize] != occupancy {
            self.world.agreed[seat as usize] = Purposes::NONE;
        }
        self.note((seat, occupancy));
        // Whoever stopped may be the one who leaves.
        self.world.is_stopped = false;
        self.world.seats[seat as usize] = occupancy;
        self.signal(Signal::Occupancy(seat, occupancy));
    }

    fn ignition(&mut self) {
        self.note(("ignition", !self.world.is_on));
        if self.world.is_on {
            self.world.is_on = false;
            self.signal(Signal::SystemState(SystemState::Off));
        } else {
            self.drive();
        }
    }

    fn break_a_pin(&mut self) {
        self.counts.faults += 1;
        let fault = self.random.one_of(&[
            PinFault::StuckLow,
            PinFault::StuckHigh,
            PinFault::Undrivable,
            PinFault::Unreadable,
        ]);
        let machine = &mut self.car.machine;
        let pin = if self.random.below(2) == 0 { &mut machine.lamp } else { &mut machine.microphone_line };
        pin.fault = Some(fault);
        self.note(fault);
    }

    fn repair(&mut self) {
        self.car.machine.lamp.fault = None;
        self.car.machine.microphone_line.fault = None;
    }

    fn jump(&mut self) {
        self.counts.jumps += 1;
        let now = self.car.machine.clock.wall_seconds().map_or(0, |now| now.0);
        let days = self.random.one_of(&[-400, -1, 1, 40, 200_i64]);
        self.car.machine.clock.set_wall(UnixSeconds(now.saturating_add_signed(days * 86_400)));
        self.note(("days", days));
        // Days end consents; so does a clock that went back.
        self.world.stored = None;
    }

    fn flood(&mut self) {
        self.counts.floods += 1;
        self.note("flood");
        for _ in 0..self.random.below(40) {
            let noise = self.random.next().to_le_bytes();
            self.car.machine.link.send(&noise);
            self.car.request(Message::Propose { purpose: noise[0] });
            self.car.request(Message::Ask { recipient: noise[1] });
        }
    }

    /// Something happens, or, mostly, nothing.
    fn happen(&mut self) {
        if self.held.is_some_and(|(_, _, until)| until <= self.counts.turns) {
            self.release();
        }
        match self.random.below(6000) {
            0..=39 => self.press(),
            40..=49 => self.choose(),
            50..=55 => self.sit(),
            56..=61 => self.ignition(),
            62..=63 => {
                self.world.kill_switch ^= true;
                self.note(("kill switch", self.world.kill_switch));
                self.car.machine.kill_switch.is_high = self.world.kill_switch;
            }
            64 => {
                self.world.has_child_seat = self.random.below(2) == 0;
                self.signal(Signal::ChildSeat(Seat::RearMiddle, self.world.has_child_seat));
            }
            65 => self.break_a_pin(),
            66..=70 => {
                self.note("repair");
                self.repair();
            }
            71 => self.jump(),
            72..=74 => self.flood(),
            75 => {
                let bytes = usize::try_from(self.random.below(700)).expect("a number");
                self.car.machine.flash.cut_power_after(bytes);
            }
            76 => self.restart(),
            77..=84 => {
                let is_moving = self.random.below(3) == 0;
                self.signal(Signal::Speed(if is_moving { Speed(5000) } else { Speed::ZERO }));
                self.signal(Signal::IsMoving(is_moving));
            }
            _ => {}
        }
    }

    fn turn(&mut self) {
        self.happen();
        if !self.car.machine.flash.is_powered() {
            // What a write was about is not acknowledged.
            self.world.stored = None;
            self.restart();
        }
        let at = usize::try_from(self.counts.turns).expect("a number") * BLOCK % (self.speech.len() - BLOCK);
        let block = self.speech[at..at + BLOCK].to_vec();
        let before = self.car.open();
        let output = self.car.pass(&block);
        let passed = output.iter().filter(|sample| **sample != 0).count();
        self.counts.samples_passed += passed as u64;
        assert!(
            passed == 0 || before.contains(Purpose::Assistant),
            "{passed} samples passed a gate that is open for {before:?}"
        );
        self.car.tick();
        self.car.work();
        self.judge();
        self.counts.turns += 1;
    }

    fn judge(&mut self) {
        let (open, machine) = (self.car.open(), &self.car.machine);
        let allowed = self.world.allowed();
        let seats = self.world.seats;
        for one in open.iter() {
            assert!(
                allowed.contains(one),
                "turn {}: open for {one:?}, allowed {allowed:?}: {seats:?}, {:?}, {:#?}",
                self.counts.turns,
                self.world.agreed,
                self.log
            );
        }
        assert!(
            open.is_empty() || machine.lamp.level() && machine.microphone_line.level(),
            "open with lamp {:?} and line {:?}",
            machine.lamp,
            machine.microphone_line
        );
        assert!(open.is_empty() || machine.flash.is_powered(), "open without a journal");
        self.counts.openings += u64::from(!open.is_empty() && !self.was_open);
        self.was_open = !open.is_empty();
        if machine.flash.is_powered() && machine.choices.is_empty() {
            self.world.stored = Some(self.stored());
        }
    }
}

fn soak(lives: u64) {
    let first: u64 = std::env::var("SOAK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut all = Counts::default();
    for seed in first..first + lives {
        println!("seed {seed}");
        let mut soak = Soak::new(seed);
        for _ in 0..LIFE {
            soak.turn();
        }
        let counts = soak.counts;
        all.turns += counts.turns;
        all.openings += counts.openings;
        all.faults += counts.faults;
        all.cuts += counts.cuts;
        all.jumps += counts.jumps;
        all.floods += counts.floods;
        all.samples_passed += counts.samples_passed;
    }
    println!("{} hours: {all:?}", all.turns / TURNS / 3600);
    assert!(
        all.openings > lives.min(10) && all.samples_passed > 0 && all.cuts > 0 && all.faults > 0,
        "{all:?}"
    );
}

#[test]
fn half_an_hour_of_anything() {
    soak(3);
}

#[test]
#[ignore = "some minutes: a day of it"]
fn a_day_of_anything() {
    soak(144);
}
