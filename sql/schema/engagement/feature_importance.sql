CREATE EXTERNAL TABLE engagement_analytics.feature_importance (
  model string NOT NULL,
  model_version string NOT NULL,
  feature string NOT NULL,
  mean_abs_contribution double NOT NULL,
  share double NOT NULL,
  direction string NOT NULL,
  importance_rank int NOT NULL
)
STORED AS PARQUET
LOCATION 'results/feature_importance/';
