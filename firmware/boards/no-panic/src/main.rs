//! An image of audio path and analysis alone, to prove by linking that they cannot panic and do not allocate.
//!
//! `panic-never` supplies a panic handler that refers to a symbol which does not exist, and there is no global
//! allocator. As long as `cargo build -p no-panic --release --target thumbv7em-none-eabihf` links, no code that
//! this image can reach has a panic or an allocation left in it (R10). It is built on every test run.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!(
        "no-panic is built for a board: cargo build -p no-panic --release --target thumbv7em-none-eabihf"
    );
}

#[cfg(target_os = "none")]
mod image {
    use core::hint::black_box;
    use cortex_m_rt::entry;
    use panic_never as _;
    use sordina::AudioPath;
    use sordina::analysis::Analysis;
    use sordina_hal::Millis;

    #[entry]
    fn main() -> ! {
        // The compiler cannot know that there is neither audio path nor analysis here, nor how long blocks are.
        // Setting them up is not part of the proof: it happens once, before there is audio.
        let (Some(mut audio), Some(mut analysis)) =
            (black_box(None::<AudioPath<'static>>), black_box(None::<Analysis<'static>>))
        else {
            loop {}
        };
        let (input, mut output) = (black_box([1_i16; 960]), [0_i16; 960]);
        let (wide_input, mut wide_output) = (black_box([1_i32; 960]), [0_i32; 960]);
        loop {
            audio.process(part(&input), part_mut(&mut output));
            audio.process(part(&wide_input), part_mut(&mut wide_output));
            black_box((&output, &wide_output));
            analysis.hop(Millis(black_box(1)), |detection| _ = black_box(detection));
        }
    }

    fn part<S>(block: &[S]) -> &[S] {
        block.get(..black_box(480)).unwrap_or_default()
    }

    fn part_mut<S>(block: &mut [S]) -> &mut [S] {
        block.get_mut(..black_box(480)).unwrap_or_default()
    }
}
