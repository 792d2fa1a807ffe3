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
    wall, cpu = time.perf_counter(), time.process_time()
    forest = IsolationForest(n_estimators=trees, max_samples=sample_size, n_jobs=count, random_state=1).fit(matrix)
    fit = {"ms": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}
    wall, cpu = time.perf_counter(), time.process_time()
    scores = -forest.score_samples(matrix)
    score = {"ms": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}
    jobs[str(count)] = {"fit": fit, "score": score}
print(json.dumps({"version": sklearn.__version__, "scores": scores.tolist(), "jobs": jobs}))
