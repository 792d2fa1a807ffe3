CREATE EXTERNAL TABLE engagement_raw.accounts (
  customer_id string NOT NULL,
  signup_date date
)
STORED AS PARQUET
LOCATION 'processed/accounts/';
