CREATE EXTERNAL TABLE engagement_analytics.model_metrics (
  model string NOT NULL,
  model_version string NOT NULL,
  data_split string NOT NULL,
  metric string NOT NULL,
  value double NOT NULL
)
STORED AS PARQUET
LOCATION 'results/model_metrics/';
