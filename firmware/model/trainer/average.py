"""Averages two weights.npz of one descent: a network and what further training made of it.

    python average.py BEFORE.npz AFTER.npz OUT.npz --share 0.85        # of the second

What the first knew is not all forgotten then, and int8 loses less. Both must hear in the same way: widths alike, one started
from the other.
"""
import argparse
import numpy as np


def averaged(before, after, share):
    mixed = lambda name: ((1 - share) * before[name] + share * after[name]).astype(after[name].dtype)
    return {name: after[name] if name == "right" else mixed(name) for name in after}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("before")
    arguments.add_argument("after")
    arguments.add_argument("out")
    arguments.add_argument("--share", type=float, default=0.85, help="of the second")
    a = arguments.parse_args()
    np.savez(a.out, **averaged(dict(np.load(a.before)), dict(np.load(a.after)), a.share))


if __name__ == "__main__":
    main()
