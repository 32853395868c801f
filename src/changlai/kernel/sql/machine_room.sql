-- What waits and who holds things up, over all organisations: counts, names and ages, never a row's content.

-- Per consumer: events it has not passed yet (counted up to p_bound a shard), since when the oldest waits, and when it
-- last moved.
create function event_backlog(p_bound int default 10000)
returns table (consumer text, waiting bigint, oldest timestamptz, moved timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.consumer, sum(w.n)::bigint, min(o.at), max(c.moved) from event_cursor c
  cross join lateral (
    select count(*) n from (select from event_log e where e.shard = c.shard and e.id > c.after limit p_bound) x) w
  left join lateral (
    select e.at from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1) o on true
  group by c.consumer order by c.consumer
$$;
alter function event_backlog(int) owner to changlai_gate;

-- Per queue: due now, due later, in a worker's hand, failed at least once and tried again, given up; the oldest due time.
create function lease_backlog()
returns table (queue text, waiting bigint, later bigint, running bigint, retrying bigint, dead bigint, oldest timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.queue, count(*) filter (where state = 'ready' and holder is null and due <= now()),
    count(*) filter (where state = 'ready' and holder is null and due > now()),
    count(*) filter (where state = 'ready' and holder is not null),
    count(*) filter (where state = 'ready' and attempts > 0), count(*) filter (where state = 'dead'),
    min(due) filter (where state = 'ready' and holder is null and due <= now())
  from lease l group by l.queue order by l.queue
$$;
alter function lease_backlog() owner to changlai_gate;

-- How far the log is written, how far it may be read, and for how many seconds the oldest open writer has held it back
-- (null when nobody does). Stays with the owner, who may see since when its own connections are busy.
create function event_holder(out at_position bigint, out at_horizon bigint, out held_seconds float)
language sql volatile security definer set search_path = public, pg_temp as $$
  select event_position(), event_horizon(), (
    select extract(epoch from clock_timestamp() - min(a.xact_start))::float
    from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.classid::bigint >> 16 = 17750 and l.objsubid = 1 and a.pid <> pg_backend_pid()
      and l.database = (select oid from pg_database where datname = current_database()))
$$;

-- The position just before the first event that was written at p_at or later; the last position when there is none.
create function event_position_at(p_at timestamptz) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select min(id) - 1 from event_log where at >= p_at), event_position())
$$;
alter function event_position_at(timestamptz) owner to changlai_gate;

-- Since when the log is kept: nothing older can be handled again.
create function event_reaches_back_to() returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select min(e.at) from generate_series(0, 7) s cross join lateral (
    select at from event_log where shard = s order by id limit 1) e
$$;
alter function event_reaches_back_to() owner to changlai_gate;

revoke all on function event_backlog(int), lease_backlog(), event_holder(), event_position_at(timestamptz), event_reaches_back_to() from public;
grant execute on function event_backlog(int), lease_backlog(), event_holder(), event_position_at(timestamptz), event_reaches_back_to() to changlai_app;

-- Whether one of these consumers has yet to read something of before p_before, of whichever organisation. Cursors of
-- consumers that are no more hold nothing back.
create function event_unread_before(p_before timestamptz, p_consumers text[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from event_cursor c cross join lateral (
      select e.at from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1) next
    where c.consumer = any(p_consumers) and next.at < p_before)
$$;
alter function event_unread_before(timestamptz, text[]) owner to changlai_gate;
revoke all on function event_unread_before(timestamptz, text[]) from public;
grant execute on function event_unread_before(timestamptz, text[]) to changlai_app;
