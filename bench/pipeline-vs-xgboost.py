"""Compares the live run's models with XGBoost on the same split, features and hyper-parameters.

    python3 bench/pipeline-vs-xgboost.py [data directory]

Needs xgboost, duckdb, pandas and scikit-learn. Reads the run's own training and test files, its features.json and
the dictionary's hyper-parameters; validation rows are picked as the pipeline picks them. Prints both sides' metrics
on the test split, and the largest difference between XGBoost's reading of our model file and what we published.
"""

import json
import math
import pathlib
import sys
import time

import duckdb
import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.metrics import log_loss, mean_squared_error, r2_score, recall_score, precision_score, roc_auc_score

data = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "data")
run = data / "runs" / json.loads((data / "live.json").read_text())["runId"]
targets = {"engagement": "engagement_score", "churn": "churn_30_day"}
settings = {"engagement": dict(max_depth=6), "churn": dict(max_depth=5)}
validation = "md5_number_upper(customer_id) % 100 < 15"


def load(part):
    files = f"{run}/processed/{part}/*.parquet"
    return duckdb.sql(f"SELECT *, {validation} AS is_validation FROM '{files}' ORDER BY customer_id").df()


def encode(frame, features):
    columns = {}
    for feature in features:
        source = feature["source"]
        if source["kind"] == "product":
            left, right = source["columns"]
            columns[feature["name"]] = frame[left].astype(float) * frame[right].astype(float)
        elif source["kind"] == "bins":
            edges = [18, 25, 35, 45, 55, 66]
            codes = pd.cut(frame[source["column"]], edges, right=False, labels=False)
            columns[feature["name"]] = pd.Categorical.from_codes(codes, feature["categories"])
        elif feature["kind"] == "categorical":
            columns[feature["name"]] = pd.Categorical(frame[source["column"]], feature["categories"])
        else:
            columns[feature["name"]] = frame[source["column"]].astype(float)
    return pd.DataFrame(columns)


training, test = load("training"), load("test")
for name, target in targets.items():
    folder = next((run / "models" / name).iterdir())
    features = json.loads((folder / "features.json").read_text())
    ours = {(m["split"], m["metric"]): m["value"] for m in json.loads((folder / "metrics.json").read_text())}
    held = training["is_validation"]
    matrix = lambda frame: xgb.DMatrix(encode(frame, features), frame[target].astype(float), enable_categorical=True)
    grow, stop, final = matrix(training[~held]), matrix(training[held]), matrix(test)
    parameters = dict(
        objective="binary:logistic" if name == "churn" else "reg:squarederror",
        eta=0.05, min_child_weight=20, tree_method="hist", max_cat_to_onehot=64, nthread=2, seed=42, **settings[name],
    )
    started = time.time()
    model = xgb.train(parameters, grow, 500, evals=[(stop, "validation")], early_stopping_rounds=20, verbose_eval=False)
    seconds = time.time() - started
    predicted = model.predict(final, iteration_range=(0, model.best_iteration + 1))
    actual = test[target].astype(float).to_numpy()
    print(f"{name}: {len(training)} training and {len(test)} test customers, XGBoost {xgb.__version__}, {seconds:.1f} s")
    if name == "engagement":
        rows = [
            ("R2", r2_score(actual, predicted), ours["test", "r2"]),
            ("RMSE", math.sqrt(mean_squared_error(actual, predicted)), ours["test", "rmse"]),
        ]
    else:
        threshold = ours["all", "threshold"]
        flagged = predicted >= threshold
        rows = [
            ("AUC", roc_auc_score(actual, predicted), ours["test", "auc"]),
            ("log loss", log_loss(actual, predicted), ours["test", "log_loss"]),
            (f"recall at {threshold:.3f}", recall_score(actual, flagged), ours["test", "recall"]),
            (f"precision at {threshold:.3f}", precision_score(actual, flagged), ours["test", "precision"]),
        ]
    rows.append(("trees", model.best_iteration + 1, ours["all", "trees"]))
    for label, theirs, own in rows:
        print(f"  {label:<20} XGBoost {theirs:10.4f}   Reckoner {own:10.4f}")
    loaded = xgb.Booster(model_file=str(folder / "model.json"))
    codes = encode(test, features).apply(lambda column: column.cat.codes.replace(-1, np.nan) if hasattr(column, "cat") else column)
    kinds = ["c" if feature["kind"] == "categorical" else "q" for feature in features]
    read = loaded.predict(xgb.DMatrix(codes.to_numpy(float), feature_names=list(codes), feature_types=kinds, enable_categorical=True))
    published = duckdb.sql(
        f"SELECT prediction FROM '{run}/predictions/*.parquet' WHERE model = '{name}' AND customer_id IN "
        f"(SELECT customer_id FROM '{run}/processed/test/*.parquet') ORDER BY customer_id"
    ).df()["prediction"].to_numpy()
    # A published regression is cut to its range, the file's prediction is not.
    difference = np.abs(np.clip(read, 0, 1) - published).max()
    print(f"  our file read by XGBoost: largest difference from what was published {difference:.1e}")
