-- GET /api/analytics/overview, recomputed from a dataset's rows: standard SQL that DuckDB and Spark both run.
-- `records` is a view or table of the dataset's rows; the session's time zone is UTC, as the API's days are.
SELECT 'by_status' AS figure, processing_status AS name, count(*) AS count,
  avg(overall_score) AS avg_score, avg(likelihood) AS avg_likelihood
FROM records GROUP BY processing_status
UNION ALL
SELECT 'by_field', field, count(*), avg(overall_score), avg(likelihood)
FROM records WHERE processing_status = 'completed' GROUP BY field
UNION ALL
SELECT 'by_recommendation', recommendation, count(*), avg(overall_score), avg(likelihood)
FROM records WHERE processing_status = 'completed' GROUP BY recommendation
UNION ALL
SELECT 'recent_30_days', 'all', count(*), avg(overall_score), avg(likelihood)
FROM records
WHERE created_at >= current_date - INTERVAL '29' DAY AND created_at < current_date + INTERVAL '1' DAY
