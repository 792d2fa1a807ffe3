CREATE EXTERNAL TABLE engagement_analytics.data_quality (
  check string NOT NULL,
  table_name string NOT NULL,
  column_name string,
  rows_checked int NOT NULL,
  rows_failed int NOT NULL,
  share_failed double NOT NULL,
  severity string NOT NULL,
  detail string NOT NULL
)
STORED AS PARQUET
LOCATION 'results/data_quality/';
