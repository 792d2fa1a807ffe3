CREATE EXTERNAL TABLE engagement_analytics.fairness (
  model string NOT NULL,
  attribute string NOT NULL,
  group_name string NOT NULL,
  rows int NOT NULL,
  selection_rate double NOT NULL,
  parity_ratio double NOT NULL,
  tpr double,
  fpr double,
  calibration_gap double NOT NULL
)
STORED AS PARQUET
LOCATION 'results/fairness/';
