-- What a load did. Parameter: run_id.
WITH reads AS (
    SELECT
        count(*) AS boards,
        count(*) FILTER (WHERE state = 'read') AS boards_read,
        count(*) FILTER (WHERE state = 'suspect') AS boards_suspect,
        count(*) FILTER (WHERE state NOT IN ('read', 'suspect', 'retired')) AS boards_failed,
        count(*) FILTER (WHERE state = 'retired') AS boards_retired,
        coalesce(sum(postings), 0)::BIGINT AS postings,
        coalesce(sum(candidates), 0)::BIGINT AS candidates,
        coalesce(sum(rejections), 0)::BIGINT AS rejections,
        coalesce(sum(passed_over), 0)::BIGINT AS passed_over,
        coalesce(sum(requests), 0)::BIGINT AS requests,
        count(*) FILTER (WHERE state = 'read' AND unchanged) AS boards_unchanged
    FROM judged_reads
),
told AS (
    SELECT
        count(*) FILTER (WHERE kind = 'opened') AS opened,
        count(*) FILTER (WHERE kind = 'retitled') AS retitled,
        count(*) FILTER (WHERE kind = 'edited') AS edited,
        count(*) FILTER (WHERE kind = 'template_edited') AS template_edited,
        count(*) FILTER (WHERE kind = 'closed') AS closed,
        count(*) FILTER (WHERE kind = 'reopened') AS reopened
    FROM store.events
    WHERE run_id = $run_id
)
FROM reads
CROSS JOIN told;
