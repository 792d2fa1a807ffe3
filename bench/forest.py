"""scikit-learn's side of bench/forest.ts, which runs it: forest.py FOLDER ROWS FEATURES TREES SAMPLE_SIZE."""

import json
import pathlib
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest

folder = pathlib.Path(sys.argv[1])
rows, features, trees, sample_size = map(int, sys.argv[2:6])
columns = np.fromfile(folder / "columns.f32", dtype=np.float32).reshape(features, rows)
matrix = np.ascontiguousarray(columns.T)
jobs = {}
for count in (1, 2):
    start = time.perf_counter()
    forest = IsolationForest(n_estimators=trees, max_samples=sample_size, n_jobs=count, random_state=1).fit(matrix)
    fitted = time.perf_counter()
    scores = -forest.score_samples(matrix)
    jobs[str(count)] = {"fitMs": 1000 * (fitted - start), "scoreMs": 1000 * (time.perf_counter() - fitted)}
print(json.dumps({"version": sklearn.__version__, "scores": scores.tolist(), "jobs": jobs}))
