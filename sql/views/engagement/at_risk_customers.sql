CREATE OR REPLACE VIEW engagement_analytics.at_risk_customers AS
SELECT *
FROM engagement_analytics.final_results
WHERE predicted_engagement_score < 0.3 OR predicted_churn_probability > 0.5;
