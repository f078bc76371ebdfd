"""How should ours spend one predictor's budget? Shares of warm-up and joint training, over data seeds.

    python -m benchmarks.shares [--case "two-body, tied"] [--seeds 3] [--full]

Each cell is the loss on test rows over that with the true augmentation (where there is none, with no augmentation), and
the dimension found.
"""

import argparse

import torch

from benchmarks.methods import FULL, loss, study_of
from benchmarks.methods_table import CASES
from lieaug.methods import METHODS, Budget, fit, ours

SHARES = ((0.2, 0.25), (0.2, 0.15), (0.2, 0.1), (0.15, 0.15), (0.1, 0.25))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", choices=list(CASES), default="two-body, tied")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    head = [f"{warm:.0%} and {joint:.0%}" for warm, joint in SHARES]
    print(f"| seed | {' | '.join(head)} |\n|" + "---|" * (1 + len(SHARES)))
    for seed in range(asked.seeds):
        study = study_of(asked.case, seed)
        budget = Budget(CASES[asked.case].steps * (FULL if asked.full else 1), study.budget.batch)
        reference = loss(fit(METHODS["none" if study.true_basis is None else "true"], study, budget, seed=seed))
        cells = []
        for ours.WARM_UP, ours.JOINT in SHARES:
            fitted = fit(METHODS["ours"], study, budget, seed=seed)
            cells.append(f"{loss(fitted) / reference:.2f}, {len(fitted.generators)}")
        print(f"| {seed} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
