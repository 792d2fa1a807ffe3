CREATE EXTERNAL TABLE engagement_analytics.fairness (
  model string NOT NULL,
  attribute string NOT NULL,
  group_name string NOT NULL,
  rows int NOT NULL,
  selection_rate double,
  parity_ratio double,
  tpr double,
  fpr double,
  calibration_gap double
)
STORED AS PARQUET
LOCATION 'results/fairness/';
