"""Samples circuits in Stim's own format and prints the seconds of each round: PATH SHOTS ROUNDS."""

import sys
import time

import stim

path, shots, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for seed in range(rounds + 1):
    start = time.perf_counter()
    stim.Circuit.from_file(path).compile_sampler(seed=seed).sample_bit_packed(shots)
    # The first round warms up.
    if seed > 0:
        print(time.perf_counter() - start)
