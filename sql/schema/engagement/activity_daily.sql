CREATE EXTERNAL TABLE engagement_raw.activity_daily (
  customer_id string NOT NULL,
  activity_date date,
  logins int,
  minutes double,
  messages int,
  posts int,
  engagement double
)
STORED AS PARQUET
LOCATION 'processed/activity_daily/';
