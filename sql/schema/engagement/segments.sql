CREATE EXTERNAL TABLE engagement_analytics.segments (
  segment string NOT NULL,
  segment_number int NOT NULL,
  customers int NOT NULL,
  share double NOT NULL,
  mean_outcome double NOT NULL,
  trait_1 string NOT NULL,
  trait_1_mean double NOT NULL,
  trait_1_overall double NOT NULL,
  trait_1_difference double NOT NULL,
  trait_2 string NOT NULL,
  trait_2_mean double NOT NULL,
  trait_2_overall double NOT NULL,
  trait_2_difference double NOT NULL,
  trait_3 string NOT NULL,
  trait_3_mean double NOT NULL,
  trait_3_overall double NOT NULL,
  trait_3_difference double NOT NULL
)
STORED AS PARQUET
LOCATION 'segments/';
