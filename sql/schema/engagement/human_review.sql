CREATE EXTERNAL TABLE engagement_qa.human_review (
  customer_id string NOT NULL,
  age int NOT NULL,
  gender string NOT NULL,
  location string NOT NULL,
  account_type string NOT NULL,
  avg_daily_logins double NOT NULL,
  actual_engagement double NOT NULL,
  predicted_engagement_score double NOT NULL,
  prediction_error double NOT NULL,
  qa_reason string NOT NULL,
  reviewer_notes string,
  review_status string NOT NULL
)
STORED AS PARQUET
LOCATION 'qa/review_queue/';
