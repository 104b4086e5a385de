//! Wall-clock benches of every stage, one after the other: `cargo bench -p sordina-benches --bench stages`.
//!
//! A figure to follow, never a gate: machines differ and are shared. One block is 10 ms of audio, so a stage that
//! takes 100 µs per block uses one per cent of a core.

use criterion::{Criterion, criterion_group, criterion_main};
use sordina::audio::Resampler;
use sordina::gate::{Admitted, Gate, InterestTags};
use sordina::interest::{Epoch, Evidence, Mention};
use sordina::policy::LEXICON;
use sordina::spotter::{Spotter, SpotterMemory};
use sordina_benches::{Car, MONO_16, MONO_48, car, noise};
use sordina_hal::{Format, Key, Millis, Seat};
use sordina_lexicon::Lexicon;
use sordina_link::{Answer, Frame, LONGEST_FRAME, Message, decode, encode};
use std::hint::black_box;

const BLOCK_48: usize = 480;
const BLOCK_16: usize = 160;

fn listening(format: Format) -> Car {
    car(format, &[Key::Assistant, Key::InterestTags])
}

fn admitted<'b>(gate: &Gate, block: &'b [i16]) -> Option<Admitted<'b, InterestTags>> {
    gate.pass(block).interest_tags
}

fn audio_path(criterion: &mut Criterion) {
    let (block, mut output) = (noise(BLOCK_48), vec![0; BLOCK_48]);
    let mut closed = car(MONO_48, &[]);
    let mut open = listening(MONO_48);
    let mut group = criterion.benchmark_group("audio path, 10 ms");
    group.bench_function("bare copy", |bench| bench.iter(|| output.copy_from_slice(black_box(&block))));
    group.bench_function("closed", |bench| {
        bench.iter(|| closed.audio.process(black_box(&block), &mut output));
    });
    group.bench_function("open, with the ring emptied", |bench| {
        bench.iter(|| {
            open.audio.process(black_box(&block), &mut output);
            open.work();
        });
    });
}

fn analysis(criterion: &mut Criterion) {
    let car = listening(MONO_16);
    let gate = car.gateway.gate();
    let (wide, narrow) = (noise(BLOCK_48), noise(BLOCK_16));
    let mut resampler = Resampler::new();
    let mut group = criterion.benchmark_group("analysis, 10 ms");
    group.bench_function("resampler 48:16", |bench| {
        bench.iter(|| {
            if let Some(audio) = admitted(gate, &wide) {
                resampler.narrow(&audio, &mut |audio| _ = black_box(audio));
            }
        });
    });
    for (name, lexicon) in [
        ("log-mel and network", Lexicon::EMPTY),
        ("log-mel, network and decoder with the product's words", LEXICON),
    ] {
        let mut memory = Box::new(<SpotterMemory>::new());
        let mut spotter = Spotter::new(lexicon, &mut memory);
        group.bench_function(name, |bench| {
            bench.iter(|| admitted(gate, &narrow).map(|audio| spotter.hear(&audio, &mut |_| {})));
        });
    }
    group.bench_function("evidence and tag", |bench| {
        let mut evidence = Evidence::new();
        bench.iter(|| {
            evidence.add(black_box(Mention::new(0, 3, 1, [0, 9], Millis(1))));
            evidence.tag(Epoch(1), |_| true)
        });
    });
}

fn control(criterion: &mut Criterion) {
    let mut car = listening(MONO_48);
    let mut group = criterion.benchmark_group("control");
    group.bench_function("tick, nothing happens", |bench| bench.iter(|| car.tick()));
    group.bench_function("link, answer there and back", |bench| {
        bench.iter(|| {
            let mut buffer = [0; LONGEST_FRAME];
            let frame = Frame { sequence: 1, message: Message::Answer(Answer::SILENCE) };
            encode(&frame, &mut buffer).strip_suffix(&[0]).and_then(decode)
        });
    });
}

fn journal(criterion: &mut Criterion) {
    let mut car = listening(MONO_48);
    criterion.bench_function("journal/withdraw and give again, on simulated flash", |bench| {
        bench.iter(|| {
            car.press(Seat::Driver, Key::Stop);
            car.press(Seat::Driver, Key::InterestTags);
        });
    });
}

criterion_group!(stages, audio_path, analysis, control, journal);
criterion_main!(stages);
