CREATE EXTERNAL TABLE engagement_predictions.predictions (
  customer_id string NOT NULL,
  model string NOT NULL,
  model_version string NOT NULL,
  prediction double NOT NULL,
  lower double,
  upper double,
  prediction_timestamp timestamp NOT NULL,
  pipeline_run_id string NOT NULL
)
STORED AS PARQUET
LOCATION 'predictions/';
