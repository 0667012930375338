-- What a load did. Parameter: run_id.
SELECT
    (SELECT count(*) FROM judged_reads) AS boards,
    (SELECT count(*) FROM judged_reads WHERE state = 'read') AS boards_read,
    (SELECT count(*) FROM judged_reads WHERE state = 'suspect') AS boards_suspect,
    (SELECT count(*) FROM judged_reads WHERE state NOT IN ('read', 'suspect', 'retired')) AS boards_failed,
    (SELECT count(*) FROM judged_reads WHERE state = 'retired') AS boards_retired,
    (SELECT coalesce(sum(postings), 0)::BIGINT FROM judged_reads) AS postings,
    (SELECT coalesce(sum(candidates), 0)::BIGINT FROM judged_reads) AS candidates,
    (SELECT coalesce(sum(rejections), 0)::BIGINT FROM judged_reads) AS rejections,
    count(*) FILTER (WHERE kind = 'opened') AS opened,
    count(*) FILTER (WHERE kind = 'retitled') AS retitled,
    count(*) FILTER (WHERE kind = 'edited') AS edited,
    count(*) FILTER (WHERE kind = 'template_edited') AS template_edited,
    count(*) FILTER (WHERE kind = 'closed') AS closed,
    count(*) FILTER (WHERE kind = 'reopened') AS reopened
FROM store.events
WHERE run_id = $run_id;
