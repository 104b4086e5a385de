"""Makes many hours of speech with Kokoro on a GPU, 900 times faster than real time (60 hours in four minutes).

    python kokoro_many.py plan PLAN.npz --utterances 120000      # of each language: what is said by whom; needs espeak-ng
    python kokoro_many.py speak PLAN.npz DATA [--minutes 10]     # says it; needs a GPU and the weights, not espeak-ng

Writes DATA/kokoro-LANGUAGE-many-N.{tsv,i16}, one pair per process that writes. Draw n of a seed has the same words and voice
on every run; a stopped run goes on with what is not said yet. Languages alternate: a run cut short has as much of each.
"""
import argparse, collections, os, pathlib, random, time
import numpy as np
import torch
import torch.multiprocessing as processes

import kokoro, kokoro_files, phonemes, prepare, store

LANGUAGES = ("es", "en")
CHUNK = 8192                        # utterances whose lengths are worked out together
TEXTS = 256                         # utterances per batch, of one number of tokens
SECONDS = 160                       # per batch of sound
SAME = 8                            # frames: lengths are rounded up to this, so that more of them are equal
KEYS = ("language", "draw", "text", "tokens", "phonemes", "voices", "shares", "speed")


# --- the plan ---------------------------------------------------------------------------------------------------

def request(language, seed, draw, source):
    import voices
    rng = random.Random(f"kokoro many {language} {seed} {draw}")
    text = source.draw(rng)
    asked = voices.kokoro_request(text, language, rng)
    said = asked and phonemes.from_ipa(asked.spoken)
    return (text, asked, said) if said else None


def plan(path, utterances, seed):
    import texts
    names = {name: number for number, name in enumerate(kokoro_files.names())}
    columns = collections.defaultdict(list)
    sources = [texts.Texts(language) for language in LANGUAGES]
    for draw in range(utterances):
        for number, language in enumerate(LANGUAGES):
            made = request(language, seed, draw, sources[number])
            if made is None:
                continue
            text, asked, said = made
            cells = (number, draw, " ".join(text.split()), bytes(asked.tokens), bytes(said),
                     [names[name] for mixed in asked.voice for name in mixed[:2]], [mixed[2] for mixed in asked.voice], asked.speed)
            for key, cell in zip(KEYS, cells):
                columns[key].append(cell)
    lists = {key: np.frombuffer(b"".join(columns[key]), np.uint8) for key in ("tokens", "phonemes")}
    counts = {key + "_count": np.array([len(c) for c in columns[key]], np.uint8) for key in lists}
    numbers = {"language": np.uint8, "draw": np.int32, "voices": np.uint8, "shares": np.float32, "speed": np.float32}
    np.savez_compressed(path, seed=seed, text=np.frombuffer("\n".join(columns["text"]).encode(), np.uint8),
                        **lists, **counts, **{key: np.array(columns[key], kind) for key, kind in numbers.items()})
    print(len(columns["draw"]), "utterances planned")


class Plan:
    def __init__(self, path):
        arrays = np.load(path)
        self.seed = int(arrays["seed"])
        self.language, self.draw, self.speed = arrays["language"], arrays["draw"], arrays["speed"]
        self.voices, self.shares = arrays["voices"], arrays["shares"]
        self.text = arrays["text"].tobytes().decode().split("\n")
        self.tokens, self.phonemes = (np.split(arrays[key], np.cumsum(arrays[key + "_count"].astype(int))[:-1]) for key in ("tokens", "phonemes"))

    def mixed(self, i):
        names, (one, other, third, fourth) = kokoro_files.names(), self.voices[i]
        return (names[one], names[other], self.shares[i, 0]), (names[third], names[fourth], self.shares[i, 1])

    def style(self, i):
        return kokoro_files.style(self.mixed(i), len(self.tokens[i]))


# --- writing ----------------------------------------------------------------------------------------------------

def write(folder, number, plan, queue):
    torch.set_num_threads(1)
    writers = [store.Writer(folder, f"kokoro-{language}-many-{number}") for language in LANGUAGES]
    while (batch := queue.get()) is not None:
        for i, wave in zip(*batch):
            language = LANGUAGES[plan.language[i]]
            rng = random.Random(f"sound {language} {plan.seed} {plan.draw[i]}")
            said = tuple(map(int, plan.phonemes[i]))
            spoken = prepare.Spoken(wave, kokoro.RATE, kokoro_files.called(plan.mixed(i)), said)
            sound = prepare.prepared(spoken, rng)
            if sound is not None:
                writers[plan.language[i]].add(int(plan.draw[i]), sound, language, spoken.voice, said, plan.text[i])


def unsaid(plan, folder):
    """numbers of what no store has yet"""
    said = set()
    for number, language in enumerate(LANGUAGES):
        for table in pathlib.Path(folder).glob(f"kokoro-{language}-many-*.tsv"):
            said |= {(number, int(line.split("\t")[0])) for line in open(table, encoding="utf-8")}
    return [i for i in range(len(plan.draw)) if (plan.language[i], plan.draw[i]) not in said]


# --- speaking ---------------------------------------------------------------------------------------------------

Ready = collections.namedtuple("Ready", "index letters text frames style")


def alike(items, key, most):
    """-> lists of items with the same key, at most `most(key)` long"""
    groups = collections.defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    for value, members in sorted(groups.items()):
        size = max(1, most(value))
        yield from (members[n:n + size] for n in range(0, len(members), size))


@torch.no_grad()
def texts_heard(net, plan, indices):
    """what every utterance says and how long each of its tokens takes"""
    for batch in alike(indices, lambda i: len(plan.tokens[i]), lambda _: TEXTS):
        tokens = torch.from_numpy(np.stack([np.pad(plan.tokens[i], 1) for i in batch]).astype(np.int64)).to(net.device)
        style = torch.from_numpy(np.stack([plan.style(i) for i in batch])).to(net.device)
        speed = torch.from_numpy(plan.speed[batch]).to(net.device)
        text, frames = net.durations(tokens, style[:, kokoro.STYLE:], speed)
        letters = net.letters(tokens)
        frames[:, -1] += -frames.sum(1) % SAME
        yield from (Ready(i, letters[row], text[row], frames[row], style[row]) for row, i in enumerate(batch))


def spoken(net, plan, indices):
    """-> (indices, samples [utterances, samples]) of batches of one length"""
    ready = list(texts_heard(net, plan, indices))
    totals = dict(zip((r.index for r in ready), torch.stack([r.frames.sum() for r in ready]).tolist()))
    longest = prepare.LONGEST * 1.2 * kokoro.RATE / kokoro.FRAME
    ready = [r for r in ready if totals[r.index] < longest]
    pad = lambda rows: torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    for batch in alike(ready, lambda r: totals[r.index], lambda frames: SECONDS * kokoro.RATE // kokoro.FRAME // frames):
        sound = net.speak(pad([r.letters for r in batch]), pad([r.text for r in batch]), pad([r.frames for r in batch]),
                          torch.stack([r.style for r in batch]))
        yield [r.index for r in batch], sound


def speak(a):
    plan_ = Plan(a.plan)
    todo = unsaid(plan_, a.data)
    queues = [processes.Queue(8) for _ in range(a.writers)]
    writers = [processes.Process(target=write, args=(a.data, n, plan_, queue)) for n, queue in enumerate(queues)]
    for writer in writers:
        writer.start()
    began = time.time()
    torch.manual_seed(plan_.seed)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    net = kokoro.Kokoro(kokoro_files.model(), "cuda" if torch.cuda.is_available() else "cpu")
    seconds, batches = 0, 0
    late = lambda: a.minutes and time.time() - began > 60 * a.minutes
    for start in range(0, len(todo), a.chunk):
        for indices, sound in spoken(net, plan_, todo[start:start + a.chunk]):
            queues[batches % len(queues)].put((indices, sound.half().cpu().numpy()))
            seconds, batches = seconds + sound.numel() / kokoro.RATE, batches + 1
            if late():
                break
        print(f"{seconds / 3600:.2f} hours spoken in {time.time() - began:.0f} s", flush=True)
        if late():
            break
    for queue, writer in zip(queues, writers):
        queue.put(None)
        writer.join()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = arguments.add_subparsers(dest="command", required=True)
    planning = commands.add_parser("plan")
    planning.add_argument("plan")
    planning.add_argument("--utterances", type=int, default=100000, help="of each language")
    planning.add_argument("--seed", type=int, default=1)
    speaking = commands.add_parser("speak")
    speaking.add_argument("plan")
    speaking.add_argument("data")
    speaking.add_argument("--minutes", type=float, help="stop after this long")
    speaking.add_argument("--writers", type=int, default=min(6, os.cpu_count()), help="processes that resample and write")
    speaking.add_argument("--chunk", type=int, default=CHUNK, help="utterances whose lengths are worked out together")
    a = arguments.parse_args()
    plan(a.plan, a.utterances, a.seed) if a.command == "plan" else speak(a)


if __name__ == "__main__":
    main()
