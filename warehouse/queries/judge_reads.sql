-- What each staged read says about its board, held against the board's own recent past.
-- A board that answered, but with far fewer entries than of late, is suspect: it is taken as not read. Entries that were passed over by
-- their title count as well: they are what the board lists. A window (read in part, but no file) may well be shorter than of late, but
-- not empty.
CREATE OR REPLACE TEMP TABLE judged_reads AS
WITH bounds AS (
    SELECT
        7 AS reads_in_median,       -- a week of nights: short enough to follow a board that grows or shrinks in earnest
        5 AS smallest_median,       -- below this a board may well lose two thirds in a day
        1 / 3.0 AS collapsed_share,
        3 AS nights_to_believe      -- a collapse that stands on so many successive nights is true
),
counted AS (
    SELECT
        r.*,
        coalesce(p.postings, 0) AS postings,
        coalesce(p.candidates, 0) AS candidates,
        -- A rejection that came twice is one row of the store.
        coalesce(m.rejections, j.rejections, 0) AS rejections,
        coalesce(m.unsound, j.unsound, 0) AS unsound,
        coalesce(m.rejected, j.rejected, MAP {}::MAP(VARCHAR, BIGINT)) AS rejected,
        coalesce(f.remote, 0) AS remote,
        coalesce(f.filled, MAP {}::MAP(VARCHAR, DOUBLE)) AS filled,
        coalesce(p.postings, 0) + r.passed_over AS listed
    FROM staged_reads AS r
    LEFT JOIN (
        SELECT board_key, count(*) AS postings, count(*) FILTER (WHERE is_candidate) AS candidates
        FROM staged_postings
        GROUP BY board_key
    ) AS p USING (board_key)
    LEFT JOIN (
        SELECT
            board_key, sum(entries)::BIGINT AS rejections, coalesce(sum(entries) FILTER (WHERE unsound), 0)::BIGINT AS unsound,
            map_from_entries(list((reason, entries) ORDER BY reason)) AS rejected
        FROM (SELECT board_key, reason, unsound, count(*) AS entries FROM staged_rejections GROUP BY ALL)
        GROUP BY board_key
    ) AS j USING (board_key)
    LEFT JOIN staged_fills AS f USING (board_key)
    LEFT JOIN same_reads AS m USING (board_key)
),
-- One row a board and earlier night on which it answered: the night's last answer.
nights AS (
    SELECT b.board_key, b.night, b.state, b.believed, b.complete = s.complete AS alike, b.postings + b.passed_over AS listed
    FROM store.board_reads AS b
    JOIN store.runs AS r USING (run_id)
    JOIN staged_reads AS s USING (board_key)
    WHERE b.night < getvariable('night') AND (b.complete OR s.source <> 'file') AND b.state IN ('read', 'suspect')
    QUALIFY row_number() OVER (PARTITION BY b.board_key, b.night ORDER BY r.sequence DESC) = 1
),
-- Of these, the sound ones since the board's last collapse that was believed: those in whole or in part as tonight, or where there is
-- none, the others.
baseline AS (
    SELECT board_key, night, listed, alike
    FROM nights
    WHERE state = 'read'
    QUALIFY night >= coalesce(max(night) FILTER (WHERE believed) OVER (PARTITION BY board_key), DATE '0001-01-01')
        AND alike = bool_or(alike) OVER (PARTITION BY board_key)
        AND row_number() OVER (PARTITION BY board_key, alike ORDER BY night DESC) <= (SELECT reads_in_median FROM bounds)
),
medians AS (
    SELECT board_key, median(listed) AS recent_median, max(night) AS last_sound
    FROM baseline
    GROUP BY board_key
),
streaks AS (
    SELECT n.board_key, count(*) AS suspect_nights
    FROM nights AS n
    LEFT JOIN medians AS m USING (board_key)
    WHERE n.state = 'suspect' AND (m.last_sound IS NULL OR n.night > m.last_sound)
    GROUP BY n.board_key
),
measured AS (
    SELECT
        c.*,
        m.recent_median,
        coalesce(s.suspect_nights, 0) AS suspect_nights,
        c.state = 'read' AND (c.complete OR c.source <> 'file') AS judged,
        CASE WHEN c.complete AND m.recent_median >= b.smallest_median THEN b.collapsed_share * m.recent_median ELSE 0 END AS floor,
        b.nights_to_believe,
        coalesce(o.retired_at IS NOT NULL, false) AS retired
    FROM counted AS c
    CROSS JOIN bounds AS b
    LEFT JOIN medians AS m USING (board_key)
    LEFT JOIN streaks AS s USING (board_key)
    LEFT JOIN store.boards AS o USING (board_key)
),
weighed AS (
    SELECT
        *,
        judged AND coalesce((listed = 0 AND recent_median >= 1) OR listed < floor, false) AS collapsed,
        -- Entries that could not be read are no sign that the openings are gone: the format may have changed.
        judged AND listed = 0 AND unsound > 0 AS unreadable,
        coalesce(listed + unsound < greatest(floor, 1), false) AS truly_fewer
    FROM measured
),
decided AS (
    SELECT
        *,
        collapsed AND truly_fewer AND suspect_nights + 1 >= nights_to_believe AS believed
    FROM weighed
)
SELECT
    * EXCLUDE (state, message, judged, floor, nights_to_believe, suspect_nights, collapsed, unreadable, truly_fewer, retired, listed),
    CASE WHEN (collapsed OR unreadable) AND NOT believed THEN 'suspect' WHEN state <> 'read' AND retired THEN 'retired' ELSE state END AS state,
    CASE
        WHEN believed THEN printf(
            'read %d postings where %g were usual, on %d nights in a row: believed', listed, recent_median, suspect_nights + 1
        )
        WHEN unreadable THEN printf('not one of %d entries could be read: the format may have changed', rejections)
        WHEN collapsed THEN printf('read %d postings where %g were usual: taken as not read', listed, recent_median)
        ELSE message
    END AS message
FROM decided;
