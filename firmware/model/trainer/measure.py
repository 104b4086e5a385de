"""What a trained network hears on held-back utterances: errors, and how late it answers; float and int8.

    python measure.py DATA ../weights.npz

Errors: edits per phoneme of greedy decoding, by group of sources. Delay: from the end of the speech to the end of the step
that names the last phoneme, median. The network's look-ahead is not in it: step numbers count sound, not waiting.
Int8 is calibrated on the utterances themselves; in the gateway it is `quantise.py` that does it, on other recordings.
"""
import argparse, pathlib, sys
import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parent.parent))
import frontend, quantise, store, train
from augment import STEP

LEAD, TAIL = 8000, 1600             # samples: silence before an utterance here, and at its end in the store


class Float:
    """weights.npz as a network of PyTorch's manners"""
    def __init__(self, arrays):
        self.arrays = arrays

    def eval(self):
        pass

    def parameters(self):
        yield torch.zeros(1)

    def __call__(self, features):
        return torch.from_numpy(quantise.float_network(self.arrays, features[0].numpy()))[None]


class Int8(Float):
    def __init__(self, arrays, features):
        quantised = quantise.Quantised(arrays)
        quantised.calibrate(features)
        self.network = quantise.Integer(quantised)

    def __call__(self, features):
        return torch.from_numpy(self.network(self.network.quantise_features(features[0].numpy())) / 256)[None]


def held_back(data, at_most):
    for sound, rows in train.load(data)[1].values():
        yield from ((sound, utterance) for utterance in rows[:at_most])


def delay(net, data, front_end, at_most):
    """seconds, median"""
    late = []
    for sound, utterance in held_back(data, at_most):
        best = train.answers(net, front_end, sound, utterance).argmax(1).numpy()
        if best.any():
            late.append((np.flatnonzero(best)[-1] + 1) * STEP - (LEAD + utterance.samples - TAIL))
    return np.median(late) / store.RATE


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("weights")
    arguments.add_argument("--at-most", type=int, default=20, help="utterances per store")
    a = arguments.parse_args()
    torch.set_num_threads(1)
    arrays, front_end = dict(np.load(a.weights)), frontend.FrontEnd()
    some = [front_end.features(front_end.energies(np.array(sound[u.offset:u.offset + u.samples]))) for sound, u in held_back(a.data, 5)]
    for name, net in (("float", Float(arrays)), ("int8", Int8(arrays, np.concatenate(some)))):
        errors = train.phoneme_errors(net, a.data, front_end, a.at_most)
        print(name, *(f"{group} {value:.3f}" for group, value in errors.items()), f"delay {delay(net, a.data, front_end, a.at_most):.2f} s")


if __name__ == "__main__":
    main()
