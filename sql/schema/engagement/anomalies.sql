CREATE EXTERNAL TABLE engagement_analytics.anomalies (
  customer_id string NOT NULL,
  anomaly_rank int NOT NULL,
  anomaly_score double NOT NULL,
  reason string NOT NULL,
  trait_1 string NOT NULL,
  trait_1_value string,
  trait_1_cuts double NOT NULL,
  trait_2 string NOT NULL,
  trait_2_value string,
  trait_2_cuts double NOT NULL,
  trait_3 string NOT NULL,
  trait_3_value string,
  trait_3_cuts double NOT NULL
)
STORED AS PARQUET
LOCATION 'anomalies/';
