"""Trains the network on what `generate.py` and `ingest.py` put in DATA.

    python train.py DATA RUN --steps 20000                       # from scratch, or on from RUN/checkpoint.pt
    python train.py DATA RUN --steps 8000 --start ../weights.npz   # from the weights in use, wider if asked
    torchrun --nproc-per-node 2 train.py DATA RUN --steps 10000    # several processes, machines or GPUs

Writes RUN/log.tsv (loss), RUN/errors.tsv (phoneme errors on held-back utterances), RUN/curve.svg, RUN/checkpoint.pt and,
at the end, RUN/weights.npz for `quantise.py`. Data may grow meanwhile.

Loss: CTC, but of each stretch of speech alone, within the steps where it is heard and a few more (SLACK); all other steps must
answer blank. Plain CTC over the row lets the network answer as late as it likes, and it likes to: later is better informed.
"""
import argparse, math, os, pathlib, time
import numpy as np
import torch
import torch.multiprocessing as processes
from torch.nn import functional as F

import augment, curve, frontend, network, store
from phonemes import SYMBOLS

ROWS = 12                           # of a batch, per process: 144 s
VARIANTS = 2                        # batches from the same sound
AVERAGE = 0.999                     # of the weights, per step
RELOAD = 400                        # batches between looks for new data
# Steps after an utterance in which its last phonemes may still come: from the first to the last value over half of the run.
# To ask for early answers at once unlearns what a network knew that answers late.
SLACK = 12, 6
FIRST_ANSWER = 3                    # steps before the first phoneme of an utterance can come
EVERY_NTH_IS_HELD_BACK = 50
# Shares of what is heard: natural and recorded voices most, both languages alike.
SHARES = {"kokoro-es": 20, "kokoro-en": 10, "hibari-en": 6, "piper-en": 3, "espeak-es": 12, "espeak-en": 4, "pico-en": 4,
          "flite-en": 4, "festival-en": 1.5, "real-es": 13, "real-en": 20, "whisper-es": 1, "whisper-en": 3}
ENOUGH_HOURS = 1.0                  # of a synthesised source, for its full share


def load(data):
    """-> (stores to train on, held-back stores, share of each)"""
    train, held, hours = {}, {}, {}
    for name, (sound, rows) in store.read(data).items():
        train[name] = sound, [u for u in rows if u.draw % EVERY_NTH_IS_HELD_BACK]
        held[name] = sound, [u for u in rows if u.draw % EVERY_NTH_IS_HELD_BACK == 0]
        hours[name] = sum(u.samples for u in rows) / store.RATE / 3600
        if not train[name][1]:
            del train[name]
    return train, held, weights({name: hours[name] for name in train})


def group(name):
    """`real-gcompriswords-es` -> `real-es`, `kokoro-es-1` -> `kokoro-es`"""
    parts = name.split("-")
    return f"{parts[0]}-{next(p for p in parts if p in ('en', 'es'))}"


def weights(hours):
    """a group's share, split by the root of the hours: small sources are heard more often, but not all day"""
    roots = {name: np.sqrt(h) for name, h in hours.items()}
    result = {}
    for name in hours:
        members = [n for n in hours if group(n) == group(name)]
        total = sum(hours[n] for n in members)
        filled = 1.0 if name.startswith(("real", "whisper")) else min(1.0, np.sqrt(total / ENOUGH_HOURS))
        result[name] = SHARES.get(group(name), 5) * filled * roots[name] / sum(roots[n] for n in members)
    return result


# --- batches ----------------------------------------------------------------------------------------------------

def worker(data, seed, first, stride, queue):
    torch.set_num_threads(1)
    front_end, noises = frontend.FrontEnd(), [np.load(p, mmap_mode="r") for p in sorted(pathlib.Path(data, "noise").glob("*.npy"))]
    for made, number in enumerate(range(first, 2 ** 31, stride)):
        if made % RELOAD == 0:
            train, _, share = load(data)
            rows = augment.Rows(train, share, noises, front_end)
        made = [rows.rows(np.random.default_rng([seed, number, i]), VARIANTS) for i in range(ROWS)]
        for variant in zip(*made):
            queue.put(batch(variant))


def batch(rows):
    """-> features [rows, frames, 40]; targets: (row, first step, step after the last, phonemes)"""
    frames = max(len(row.features) for row in rows)
    features = np.zeros((len(rows), frames, frontend.BINS), np.float32)
    targets = []
    for i, row in enumerate(rows):
        features[i, :len(row.features)] = row.features
        targets += [(i, *target) for target in row.targets]
    return features, targets


def slack(step, steps):
    first, last = SLACK
    return round(last + (first - last) * max(0.0, 1 - step / (steps / 2)))


def stretches(targets, late):
    """joins utterances that follow each other so closely that answers to one may come while the next has begun"""
    joined = []
    for row, first, last, phonemes in targets:
        if joined and joined[-1][0] == row and first + FIRST_ANSWER < joined[-1][2] + late:
            _, first, _, before = joined.pop()
            phonemes = before + phonemes
        joined.append((row, first, last, phonemes))
    return joined


def loss_of(log_probabilities, targets, late):
    """nats per phoneme; answers may come `late` steps after the speech"""
    rows, steps, symbols = log_probabilities.shape
    outside = torch.ones(rows, steps)
    places, lengths, labels = [], [], []
    for row, first, last, phonemes in stretches(targets, late):
        first, last = max(0, first - 1), min(steps, last + late)
        outside[row, first:last] = 0
        places.append(row * steps + torch.arange(first, last))
        lengths.append(last - first)
        labels.append(torch.tensor(phonemes))
    places = torch.nn.utils.rnn.pad_sequence(places).to(log_probabilities.device)        # [longest, utterances]
    heard = log_probabilities.reshape(-1, symbols)[places]
    spoken = F.ctc_loss(heard, torch.cat(labels).to(heard.device), torch.tensor(lengths), torch.tensor([len(l) for l in labels]),
                        zero_infinity=True, reduction="sum")
    silent = -(log_probabilities[:, :, 0] * outside.to(heard.device)).sum()
    return (spoken + silent) / sum(len(l) for l in labels)


# --- measuring --------------------------------------------------------------------------------------------------

def greedy(log_probabilities):
    best = log_probabilities.argmax(-1)
    return [int(s) for i, s in enumerate(best) if s and (i == 0 or s != best[i - 1])]


def edits(one, other):
    distances = list(range(len(other) + 1))
    for i, x in enumerate(one, 1):
        diagonal, distances[0] = distances[0], i
        for j, y in enumerate(other, 1):
            diagonal, distances[j] = distances[j], min(distances[j] + 1, distances[j - 1] + 1, diagonal + (x != y))
    return distances[-1]


@torch.no_grad()
def answers(net, front_end, sound, utterance):
    rng = np.random.default_rng(0)
    wave = np.pad(sound[utterance.offset:utterance.offset + utterance.samples].astype(float), (8000, 12000))
    features = front_end.features(front_end.energies((wave + rng.normal(0, 6, len(wave))).astype(np.int16)))
    return net(torch.from_numpy(features.copy())[None].to(next(net.parameters()).device))[0].cpu()


def phoneme_errors(net, data, front_end, at_most=30):
    """errors per phoneme of greedy decoding, by group of sources"""
    net.eval()
    errors, said = {}, {}
    for name, (sound, rows) in load(data)[1].items():
        for utterance in rows[:at_most]:
            heard = greedy(answers(net, front_end, sound, utterance))
            errors[group(name)] = errors.get(group(name), 0) + edits(heard, utterance.phonemes)
            said[group(name)] = said.get(group(name), 0) + len(utterance.phonemes)
    return {key: errors[key] / said[key] for key in sorted(said)}


def log_prior(net, data, front_end, at_most=60):
    """mean answer over recorded speech: how often each symbol is heard anyway"""
    net.eval()
    heard = [answers(net, front_end, sound, utterance).exp()
             for name, (sound, rows) in load(data)[0].items() if name.startswith("real") for utterance in rows[:at_most]]
    return torch.cat(heard).mean(0).log().numpy()


# --- the run ----------------------------------------------------------------------------------------------------

def rate(step, steps, peak):
    warm = min(1.0, (step + 1) / 300)
    return peak * warm * (0.004 + 0.996 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


class Run:
    def __init__(self, a):
        self.a, self.folder = a, pathlib.Path(a.run)
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
        if self.world > 1:
            torch.distributed.init_process_group("gloo")
        torch.manual_seed(a.seed)
        torch.set_num_threads(a.threads)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.queues = [processes.Queue(4) for _ in range(a.workers)]
        stride = a.workers * self.world
        for i, queue in enumerate(self.queues):
            arguments = (a.data, a.seed, self.rank * a.workers + i, stride, queue)
            processes.Process(target=worker, args=arguments, daemon=True).start()
        self.net, self.average = network.Network(a.channels).to(self.device), network.Network(a.channels).to(self.device)
        self.step, self.seconds = 0, 0.0
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=a.peak, weight_decay=1e-3, betas=(0.9, 0.98))
        self.front_end = frontend.FrontEnd()
        self.begin()

    def begin(self):
        checkpoint = self.folder / "checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, map_location=self.device)
            for part in ("net", "average", "optimiser"):
                getattr(self, part).load_state_dict(state[part])
            self.step, self.seconds = state["step"], state["seconds"]
            return
        if self.a.start:
            features, _ = self.next_batch()
            network.unfold(self.net, dict(np.load(self.a.start)), features)
        self.average.load_state_dict(self.net.state_dict())

    def next_batch(self):
        features, targets = self.queues[self.step % len(self.queues)].get()
        return torch.from_numpy(features).to(self.device), targets

    def one_step(self):
        for group_ in self.optimiser.param_groups:
            group_["lr"] = rate(self.step, self.a.steps, self.a.peak)
        features, targets = self.next_batch()
        with torch.autocast(self.device.type, torch.bfloat16):
            log_probabilities = self.net(features)
        loss = loss_of(log_probabilities, targets, slack(self.step, self.a.steps))
        self.optimiser.zero_grad()
        loss.backward()
        if self.world > 1:
            for parameter in self.net.parameters():
                torch.distributed.all_reduce(parameter.grad)
                parameter.grad /= self.world
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimiser.step()
        self.step += 1
        self.follow()
        return loss.item()

    @torch.no_grad()
    def follow(self):
        keep = min(AVERAGE, (1 + self.step) / (20 + self.step))
        for ours, theirs in zip(self.average.state_dict().values(), self.net.state_dict().values()):
            if ours.dtype.is_floating_point:
                ours.lerp_(theirs, 1 - keep)

    def note(self, name, *cells):
        with open(self.folder / name, "a") as file:
            print(*cells, sep="\t", file=file)

    def save(self):
        errors = phoneme_errors(self.average, self.a.data, self.front_end)
        self.note("errors.tsv", self.step, *(f"{key} {value:.3f}" for key, value in errors.items()))
        arrays = network.folded(self.average) | {"log_prior": log_prior(self.average, self.a.data, self.front_end)}
        np.savez(self.folder / "weights.npz", **arrays)
        state = {part: getattr(self, part).state_dict() for part in ("net", "average", "optimiser")}
        torch.save(state | {"step": self.step, "seconds": self.seconds}, self.folder / "checkpoint.new")
        os.replace(self.folder / "checkpoint.new", self.folder / "checkpoint.pt")
        curve.draw(self.folder)

    def go(self):
        self.net.train()
        losses, since = [], time.time()
        while self.step < self.a.steps:
            losses.append(self.one_step())
            if self.step % 50 == 0:
                self.seconds, since = self.seconds + time.time() - since, time.time()
                if self.rank == 0:
                    self.note("log.tsv", self.step, round(self.seconds), f"{np.mean(losses):.4f}", f"{rate(self.step, self.a.steps, self.a.peak):.6f}")
                losses = []
            if (self.step % self.a.save_every == 0 or self.step == self.a.steps) and self.rank == 0:
                self.save()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("run")
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--start", help="weights.npz to begin with")
    arguments.add_argument("--channels", type=int, default=192)
    arguments.add_argument("--peak", type=float, default=3e-3, help="highest learning rate")
    arguments.add_argument("--save-every", type=int, default=1000)
    arguments.add_argument("--workers", type=int, default=1, help="processes that make batches")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    Run(arguments.parse_args()).go()
    os._exit(0)                     # the workers hold full queues; they end with us


if __name__ == "__main__":
    main()
