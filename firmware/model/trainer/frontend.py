"""The gateway's front end, run as a program: `cargo build --release -p sordina --example features`."""
import pathlib, subprocess
import numpy as np

BINS = 40
PROGRAM = pathlib.Path(__file__).parents[3] / "target/release/examples/features"
_ENERGIES, _WITHOUT_MEAN = 0, 1


class FrontEnd:
    def __init__(self):
        self.program = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _ask(self, kind, count, data, frames):
        self.program.stdin.write(np.array([kind, count], "<u4").tobytes() + data.tobytes())
        self.program.stdin.flush()
        answer = self.program.stdout.read(4 * BINS * frames)
        assert len(answer) == 4 * BINS * frames, "the front end stopped"
        return np.frombuffer(answer, "<f4").reshape(frames, BINS)

    def energies(self, samples):
        """int16 -> [frames, 40] log energies"""
        return self._ask(_ENERGIES, len(samples), samples.astype("<i2"), max(0, 1 + (len(samples) - 400) // 160))

    def features(self, energies):
        """[frames, 40] log energies -> the network's input, as from a fresh start"""
        return self._ask(_WITHOUT_MEAN, len(energies), energies.astype("<f4"), len(energies))
