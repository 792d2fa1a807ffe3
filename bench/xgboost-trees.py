"""XGBoost's and shap's side of bench/trees.ts, which runs it: xgboost-trees.py FOLDER. Prints one line of JSON.

Reads task.json, columns.f32 and target.f32; writes predictions.f32, of all rows. Times are wall and processor time of
the whole process, in milliseconds. XGBoost: hist, two threads, the same number of trees, depth and learning rate, 256
bins, categories one against the rest. Contributions are timed on the first rows only.
"""

import json
import pathlib
import sys
import time

import numpy as np
import xgboost as xgb

THREADS = 2
OBJECTIVES = {"squared": "reg:squarederror", "logistic": "binary:logistic", "quantile": "reg:quantileerror"}

folder = pathlib.Path(sys.argv[1])
task = json.loads((folder / "task.json").read_text())
rows, categories, split = task["rows"], task["categories"], task["trainCount"]
x = np.fromfile(folder / "columns.f32", dtype="<f4").reshape(len(categories), rows).T.copy()
y = np.fromfile(folder / "target.f32", dtype="<f4")


def matrix(part, target=None):
    kinds = ["c" if count else "float" for count in categories]
    return xgb.DMatrix(part, target, feature_types=kinds, enable_categorical=True, nthread=THREADS)


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, {"ms": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}


parameters = {
    "objective": OBJECTIVES[task["objective"]], "max_depth": task["depth"], "eta": task["learningRate"],
    "tree_method": "hist", "max_bin": 256, "max_cat_to_onehot": 1000, "nthread": THREADS, "lambda": 1,
}
if task["objective"] == "quantile":
    parameters["quantile_alpha"] = task["alpha"]
train_set, everything = matrix(x[:split], y[:split]), matrix(x)
explained = matrix(x[: task["explainedRows"]])
booster, training = timed(lambda: xgb.train(parameters, train_set, task["rounds"]))
# A model predicts a matrix it has seen from memory: another one is given.
predicted, predicting = timed(lambda: booster.predict(everything))
_, explaining = timed(lambda: booster.predict(explained, pred_contribs=True))
predicted.astype("<f4").tofile(folder / "predictions.f32")
answer = {"version": xgb.__version__, "train": training, "predict": predicting, "explain": explaining}
if task["shapRows"] > 0:
    try:
        import shap

        explainer = shap.TreeExplainer(booster)
        sample = x[: task["shapRows"]]
        _, answer["shap"] = timed(lambda: explainer.shap_values(sample, check_additivity=False))
        answer["shapVersion"] = shap.__version__
    except Exception as error:  # shap is missing, or does not read this model; the bench says which
        answer["shapError"] = f"{type(error).__name__}: {error}"[:200]
print(json.dumps(answer))
