CREATE EXTERNAL TABLE engagement_raw.customer_pii (
  customer_id string NOT NULL,
  full_name string,
  email string,
  phone string,
  birth_date string
)
STORED AS PARQUET
LOCATION 'raw/customer_pii/';
