-- An order for a job that failed and waits to be tried again no longer brings it forward: the wait is what a platform
-- asked for, or what keeps its tries from being used up within a second. A healthy job is still done at the earlier of
-- its times, a dead one is revived, one in hand is done once more afterwards.
create or replace function lease_add(p_queue text, p_org bigint[], p_kind text[], p_body text[], p_key text[], p_delay float[]) returns void
language sql as $$
  insert into lease as l (queue, organisation_id, kind, body, unique_key, due)
    select p_queue, o, k, b::json, u, clock_timestamp() + make_interval(secs => d)
    from unnest(p_org, p_kind, p_body, p_key, p_delay) x(o, k, b, u, d) order by o, u
  on conflict (organisation_id, queue, unique_key) do update set
    again = l.again or l.holder is not null,
    state = 'ready', error = case when l.state = 'dead' then null else l.error end,
    attempts = case when l.state = 'dead' then 0 else l.attempts end, crashes = case when l.state = 'dead' then 0 else l.crashes end,
    due = case when l.holder is not null then l.due when l.state = 'dead' then excluded.due
               when l.error is not null then l.due else least(l.due, excluded.due) end,
    body = case when l.holder is null then excluded.body else l.body end
    where l.holder is not null or l.state = 'dead' or l.due > excluded.due;
  select pg_notify('kernel_lease', p_queue)
$$;

-- As before; a job that succeeded and was ordered once more begins with a clean record.
create or replace function lease_finish(p_ids bigint[], p_holder text) returns setof bigint language plpgsql as $$
declare held bigint[];
begin
  select array_agg(id) into held from (select id from lease where id = any(p_ids) and holder = p_holder and state = 'ready' for update) x;
  update lease set holder = null, again = false, attempts = 0, crashes = 0, error = null, due = clock_timestamp()
    where id = any(held) and again;
  delete from lease where id = any(held) and holder is not null;
  return query select unnest(held);
end $$;
