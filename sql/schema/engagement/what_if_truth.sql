CREATE EXTERNAL TABLE engagement_analytics.what_if_truth (
  model string NOT NULL,
  lever string NOT NULL,
  customers int NOT NULL,
  modelled_change double NOT NULL,
  direct_change double NOT NULL,
  true_change double NOT NULL,
  standard_error double NOT NULL,
  verdict string NOT NULL
)
STORED AS PARQUET
LOCATION 'results/what_if_truth/';
