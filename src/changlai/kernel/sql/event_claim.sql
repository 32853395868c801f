-- What a consumer is handed: a batch is so many events of the kinds it reads, and what lies between them is passed in the
-- same step.

-- One look for a whole sweep, over pairs (consumer, kind it reads): names the consumers that have something to read and
-- moves the cursors of the others past what is not for them, so that they cost no statement of their own. A cursor with
-- work is never locked here: another worker's claim skips what is locked. Who has work mostly finds it within a few
-- entries; the idle stand together, and one walk from each place where cursors stand does for all of them.
create function event_sweep(p_consumers text[], p_kinds text[]) returns setof text
language plpgsql security definer set search_path = public, pg_temp as $$
declare h bigint; near constant int := 32; far constant int := 8000;
begin
  h := event_horizon();
  return query with wants as materialized (
    select w.consumer, array_agg(w.kind) kinds from unnest(p_consumers, p_kinds) w(consumer, kind) group by 1),
  stand as materialized (
    select c.consumer, c.shard, c.after, w.kinds from wants w join event_cursor c on c.consumer = w.consumer),
  places as materialized (  -- many cursors stand at one place: what lies next there is read once for all of them
    select s.shard, s.after, array(select distinct e.kind from (
      select e.kind from event_log e where e.shard = s.shard and e.id > s.after and e.id <= h
      order by e.id limit near) e) kinds
    from (select distinct shard, after from stand) s),
  looked as materialized (
    select s.consumer, s.shard, s.after, s.kinds, p.kinds && s.kinds is_wanted
    from stand s join places p on p.shard = s.shard and p.after = s.after where p.kinds <> '{}'),
  walked as materialized (
    select x.shard, x.after, array_agg(x.kind) kinds, max(x.upto) upto from (
      select s.shard, s.after, e.kind, max(e.id) upto
      from (select distinct l.shard, l.after from looked l where not l.is_wanted) s cross join lateral (
        select e.id, e.kind from event_log e where e.shard = s.shard and e.id > s.after and e.id <= h
        order by e.id limit far) e
      group by 1, 2, 3) x group by 1, 2),
  judged as materialized (
    select l.consumer, l.shard, l.after, w.upto, l.is_wanted or w.kinds && l.kinds is_wanted
    from looked l left join walked w on w.shard = l.shard and w.after = l.after),
  passed as (
    update event_cursor c set after = x.upto, moved = clock_timestamp()
    from (select c.consumer, c.shard, j.upto from judged j
          join event_cursor c on c.consumer = j.consumer and c.shard = j.shard and c.after = j.after
          where not j.is_wanted and j.upto is not null for update of c skip locked) x
    where c.consumer = x.consumer and c.shard = x.shard)
  select distinct j.consumer from judged j where j.is_wanted;
end $$;

-- Lock some of the consumer's shards that have work, move their cursors, open the scope for exactly the organisations
-- of the batch and hand it out: at most p_limit events of p_kinds, in the order of shard and id, as five arrays of equal
-- length (null when none was wanted). plpgsql gives each statement a fresh snapshot (READ COMMITTED), which the order
-- relies on.
create function event_claim(p_consumer text, p_kinds text[], p_share int, p_limit int, p_only smallint[],
  out shards smallint[], out starts bigint[], out ends bigint[],
  out ids bigint[], out orgs bigint[], out keys bigint[], out kinds text[], out bodies text[])
language plpgsql security definer set search_path = public, pg_temp as $$
declare h bigint; each int;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'event consumers need READ COMMITTED';
  end if;
  h := event_horizon();
  select array_agg(shard order by shard), array_agg(after order by shard) into shards, starts from (
    select c.shard, c.after from event_cursor c
    where c.consumer = p_consumer and (p_only is null or c.shard = any(p_only)) and h >= (
      select e.id from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1)
    order by random() limit p_share for update skip locked) x;
  if shards is null then return; end if;
  each := greatest(p_limit / cardinality(shards), 1);
  with picked as materialized (  -- at most eight entries are walked for each event that may be wanted
    select t.shard, e.* from unnest(shards, starts) t(shard, after) cross join lateral (
      select w.* from (select e.id, e.organisation_id, e.key, e.kind, e.body from event_log e
        where e.shard = t.shard and e.id > t.after and e.id <= h order by e.id limit each * 8) w
      where w.kind = any(p_kinds) limit each) e),
  reached as (
    select t.shard, case when p.found = each then p.last else (
      select max(e.id) from (select e.id from event_log e
        where e.shard = t.shard and e.id > t.after and e.id <= h order by e.id limit each * 8) e) end upto
    from unnest(shards, starts) t(shard, after)
    left join (select p.shard, count(*) found, max(p.id) last from picked p group by 1) p on p.shard = t.shard),
  moved as (
    update event_cursor c set after = r.upto, moved = clock_timestamp()
    from reached r where c.consumer = p_consumer and c.shard = r.shard returning c.shard, c.after)
  select m.ends, p.ids, p.orgs, p.keys, p.kinds, p.bodies into ends, ids, orgs, keys, kinds, bodies
  from (select array_agg(after order by shard) ends from moved) m,
    (select array_agg(id order by shard, id) ids, array_agg(organisation_id order by shard, id) orgs,
      array_agg(key order by shard, id) keys, array_agg(kind order by shard, id) kinds,
      array_agg(body::text order by shard, id) bodies from picked) p;
  perform set_config('app.organisations', (
    select coalesce(array_agg(distinct o), '{}')::text from unnest(orgs) o), true);
end $$;

alter function event_sweep(text[], text[]) owner to changlai_gate;
alter function event_claim(text, text[], int, int, smallint[], out smallint[], out bigint[], out bigint[],
  out bigint[], out bigint[], out bigint[], out text[], out text[]) owner to changlai_gate;
revoke all on function event_sweep(text[], text[]), event_claim(text, text[], int, int, smallint[]) from public;
grant execute on function event_sweep(text[], text[]), event_claim(text, text[], int, int, smallint[]) to changlai_app;
