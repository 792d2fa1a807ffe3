CREATE EXTERNAL TABLE engagement_raw.quarantine (
  source_row bigint NOT NULL,
  customer_id string,
  column_name string,
  reason string NOT NULL,
  raw_value string
)
STORED AS PARQUET
LOCATION 'quarantine/';
