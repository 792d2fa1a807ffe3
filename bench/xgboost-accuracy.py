"""Trains the same models with XGBoost and with `ml` on the same synthetic split, and prints scores and times.

    pip install xgboost numpy && python bench/xgboost-accuracy.py [rows] [threads]

45 numeric features (6 with gaps) and 4 categorical ones; a nonlinear target with noise, and an outcome drawn from a
logistic model of it. 80 % of the rows train, the rest test. Both sides: 256 bins, λ = 1, minimal child weight 1.
Also checks that XGBoost loads the model `ml` writes and predicts the same.
"""

import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import xgboost as xgb

ROOT = pathlib.Path(__file__).parent.parent
ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 1
CATEGORIES = [0] * 45 + [5, 4, 3, 3]


def make_data():
    random = np.random.default_rng(7)
    x = random.normal(size=(ROWS, 49)).astype(np.float32)
    gaps = random.random((ROWS, 6)) < 0.08
    known = x.astype(np.float64)
    known[:, :6][gaps] = -1
    x[:, :6][gaps] = np.nan
    for feature, count in enumerate(CATEGORIES):
        if count:
            x[:, feature] = known[:, feature] = random.integers(0, count, ROWS)
    k = known.T
    signal = np.sin(2 * k[0]) + 0.5 * k[1] * k[2] + np.maximum(0, k[10]) + (k[45] == 2) * k[11] + 0.3 * k[12]
    signal += 0.2 * k[13] * k[14] + 0.5 * (k[46] == 1)
    y = signal + random.normal(size=ROWS) * np.std(signal) / 2
    outcome = random.random(ROWS) < 1 / (1 + np.exp(1.5 - 1.2 * signal))
    return x, {"squared": y.astype(np.float32), "logistic": outcome.astype(np.float32)}


def score(objective, target, prediction):
    if objective == "squared":
        return 1 - np.sum((target - prediction) ** 2) / np.sum((target - target.mean()) ** 2)
    ranks = np.empty(len(prediction))
    ranks[np.argsort(prediction, kind="stable")] = np.arange(1, len(prediction) + 1)
    positives = target == 1
    n = positives.sum()
    return (ranks[positives].sum() - n * (n + 1) / 2) / (n * (len(target) - n))


def timed(work):
    cpu = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    result = work()
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    return result, round(1000 * wall), round(1000 * (used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime))


def data_of(x, target=None):
    types = ["c" if count else "float" for count in CATEGORIES]
    names = [f"f{i}" for i in range(len(CATEGORIES))]
    return xgb.DMatrix(
        x, target, feature_names=names, feature_types=types, enable_categorical=True, nthread=THREADS
    )


def run(x, target, objective, rounds, depth, eta):
    split = int(0.8 * ROWS)
    parameters = {
        "objective": {"squared": "reg:squarederror", "logistic": "binary:logistic"}[objective],
        "max_depth": depth, "eta": eta, "tree_method": "hist", "max_cat_to_onehot": 100, "nthread": THREADS,
    }
    booster, wall, cpu = timed(lambda: xgb.train(parameters, data_of(x[:split], target[:split]), rounds))
    everything = data_of(x)
    theirs, predict_wall, _ = timed(lambda: booster.predict(everything))
    _, explain_wall, explain_cpu = timed(lambda: booster.predict(data_of(x[:2000]), pred_contribs=True))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        x.T.astype("<f4").tofile(path / "columns.f32")
        target.astype("<f4").tofile(path / "target.f32")
        task = {
            "rows": ROWS, "trainCount": split, "categories": CATEGORIES, "objective": objective,
            "rounds": rounds, "depth": depth, "learningRate": eta,
        }
        (path / "task.json").write_text(json.dumps(task))
        output = subprocess.run(
            ["npx", "tsx", "bench/train.ts", folder], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        ours = json.loads(output)
        loaded = xgb.Booster(model_file=path / "ours.model.json")
        loaded_score = score(objective, target[split:], loaded.predict(everything)[split:])
    print(json.dumps({
        "task": f"{objective}, {rounds} x depth {depth}, eta {eta}, XGBoost {xgb.__version__}, {THREADS} threads",
        "score": {"xgboost": score(objective, target[split:], theirs[split:]), "ours": ours["score"],
                  "ours in xgboost": loaded_score},
        "train ms": {"xgboost": wall, "ours with binning": ours["ms"]["bin"] + ours["ms"]["train"]},
        "train cpu ms": {"xgboost": cpu, "ours with binning": ours["cpuMs"]["bin"] + ours["cpuMs"]["train"]},
        "predict ms": {"xgboost": predict_wall, "ours": ours["ms"]["predict"]},
        "explain rows/cpu s": {"xgboost": round(2000 / explain_cpu * 1000),
                               "ours": round(ours["explainedRows"] / ours["cpuMs"]["explain"] * 1000)},
        "additivity": ours["additivity"], "rss MiB": ours["rssMiB"],
    }, default=float, indent=1))


def main():
    x, targets = make_data()
    run(x, targets["squared"], "squared", 300, 6, 0.1)
    run(x, targets["squared"], "squared", 300, 8, 0.06)
    run(x, targets["logistic"], "logistic", 300, 6, 0.06)


main()
