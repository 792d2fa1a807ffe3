CREATE OR REPLACE VIEW engagement_analytics.model_performance AS
SELECT
  model_version,
  data_split,
  CAST(count(*) AS integer) AS total_predictions,
  avg(prediction_error) AS avg_error,
  stddev_samp(prediction_error) AS stddev_error,
  approx_percentile(prediction_error, 0.5) AS median_error,
  approx_percentile(prediction_error, 0.95) AS p95_error,
  CAST(count_if(prediction_quality = 'accurate') AS integer) AS accurate_count,
  CAST(count_if(prediction_quality = 'acceptable') AS integer) AS acceptable_count,
  CAST(count_if(prediction_quality = 'poor') AS integer) AS poor_count
FROM engagement_analytics.final_results
GROUP BY model_version, data_split;
