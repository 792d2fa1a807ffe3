CREATE EXTERNAL TABLE engagement_predictions.explanations (
  customer_id string NOT NULL,
  model string NOT NULL,
  model_version string NOT NULL,
  feature string NOT NULL,
  contribution double NOT NULL,
  feature_rank int NOT NULL
)
STORED AS PARQUET
LOCATION 'explanations/';
