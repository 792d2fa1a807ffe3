CREATE OR REPLACE VIEW engagement_analytics.high_value_customers AS
SELECT *
FROM engagement_analytics.final_results
WHERE predicted_engagement_score >= 0.7 AND account_type = 'premium';
