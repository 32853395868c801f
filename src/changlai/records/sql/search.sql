-- What records are found by: pieces of their words as keyed numbers (records/pieces.py), no text. Narrow and without a policy,
-- because under one no index of sets would be used; only the gates below reach it, each with the organisation as argument, and what
-- is found is looked up again in the protected rows. "seen" counts minutes since 1970 of when the record was last met: the order
-- within a rank. It changes more often than the pieces, hence the room in every page for another version of a row.
create table records_text (
  organisation_id bigint not null, kind int not null, record_id bigint not null,
  seen int not null default 0, made int not null, pieces int4[] not null,
  primary key (organisation_id, kind, record_id)) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
create index records_text_pieces on records_text using gin (pieces) with (gin_pending_list_limit = 1024);
-- Records whose words have changed since they were read. Rows are only added, never changed: who writes waits for nobody.
create table records_dirty (
  id bigint generated always as identity primary key, organisation_id bigint not null, kind int not null, record_id bigint not null)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index records_dirty_of on records_dirty (organisation_id, id);
revoke all on records_text, records_dirty from public;
grant select, insert, update, delete on records_text, records_dirty to changlai_gate;
grant usage, select on sequence records_dirty_id_seq to changlai_gate;

create function records_text_keep(p_org bigint, p_kind int, p_made int, p_record bigint[], p_seen int[], p_pieces text[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into records_text as t (organisation_id, kind, record_id, seen, made, pieces)
  select p_org, p_kind, r, s, p_made, p::int4[] from unnest(p_record, p_seen, p_pieces) x(r, s, p) order by r
  on conflict (organisation_id, kind, record_id)
    do update set seen = excluded.seen, made = excluded.made, pieces = excluded.pieces
    where (t.seen, t.made, t.pieces) is distinct from (excluded.seen, excluded.made, excluded.pieces)
$$;
create function records_text_drop(p_org bigint, p_kind int, p_record bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from records_text where organisation_id = p_org and kind = p_kind and record_id = any(p_record)
$$;
create function records_text_met(p_org bigint, p_kind int, p_record bigint[], p_seen int[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  update records_text t set seen = s from unnest(p_record, p_seen) x(r, s)
  where t.organisation_id = p_org and t.kind = p_kind and t.record_id = r and t.seen < s
$$;

-- Records that have all the pieces of one of the sets of a rank and of no better one, the best rank first, then who was met last.
-- p_sets holds a set a row, filled up by repeating its last piece. p_rank, p_seen, p_record: the last one of the page before.
-- Of what very many records have, p_depth a set are looked at: the order among more of them is that of the table.
create function records_text_find(p_org bigint, p_kind int, p_ranks int[], p_sets int4[], p_rank int, p_seen int, p_record bigint,
  p_limit int, p_depth int) returns table (rank int, seen int, record_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
set work_mem = '32MB' set jit = off as $$
declare n int := cardinality(p_ranks); at int; till int; got int := 0; more int; never int4[] := '{null}';
  b1 int4[] := never; b2 int4[] := never; b3 int4[] := never; b4 int4[] := never; b5 int4[] := never; b6 int4[] := never;
begin
  at := 1;
  while at <= n and got < p_limit loop
    till := at;
    while till < n and p_ranks[till + 1] = p_ranks[at] loop till := till + 1; end loop;
    if p_ranks[at] >= p_rank then
      return query
        select p_ranks[at], x.s, x.r from (
          select distinct t.s, t.r from generate_series(at, till) i cross join lateral (
            select f.seen s, f.record_id r from records_text f
            where f.pieces @> p_sets[i:i] and f.organisation_id = p_org and f.kind = p_kind
              and not f.pieces @> b1 and not f.pieces @> b2 and not f.pieces @> b3 and not f.pieces @> b4
              and not f.pieces @> b5 and not f.pieces @> b6
            limit p_depth) t) x
        where p_ranks[at] > p_rank or (x.s, x.r) < (p_seen, p_record)
        order by x.s desc, x.r desc limit p_limit - got;
      get diagnostics more = row_count;
      got := got + more;
    end if;
    for i in at..till loop
      b6 := b5; b5 := b4; b4 := b3; b3 := b2; b2 := b1; b1 := p_sets[i:i];
    end loop;
    at := till + 1;
  end loop;
end $$;

-- The same among records that are named: for who sees so few that looking at each is the shortest way.
create function records_text_among(p_org bigint, p_kind int, p_ranks int[], p_sets int4[], p_records bigint[], p_rank int, p_seen int,
  p_record bigint, p_limit int) returns table (rank int, seen int, record_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select x.rank, x.seen, x.record_id from (
    select f.seen, f.record_id, (
      select min(p_ranks[i]) from generate_series(1, cardinality(p_ranks)) i where f.pieces @> p_sets[i:i]) rank
    from records_text f where f.organisation_id = p_org and f.kind = p_kind and f.record_id = any(p_records)) x
  where x.rank > p_rank or (x.rank = p_rank and (x.seen, x.record_id) < (p_seen, p_record))
  order by x.rank, x.seen desc, x.record_id desc limit p_limit
$$;

-- Ids of records that have all the pieces of one of the sets: for lists, which put further conditions on them.
create function records_text_ids(p_org bigint, p_kind int, p_sets int4[], p_depth int) returns setof bigint
language plpgsql stable rows 1000 security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
set jit = off as $$
begin
  return query select distinct t.r from generate_series(1, array_length(p_sets, 1)) i cross join lateral (
    select f.record_id r from records_text f
    where f.pieces @> p_sets[i:i] and f.organisation_id = p_org and f.kind = p_kind limit p_depth) t;
end $$;

create function records_text_made(p_org bigint, p_kind int, p_record bigint[]) returns table (record_id bigint, made int, pieces int4[])
language sql stable security definer set search_path = public, pg_temp as $$
  select f.record_id, f.made, f.pieces from records_text f
  where f.organisation_id = p_org and f.kind = p_kind and f.record_id = any(p_record)
$$;
create function records_text_after(p_org bigint, p_kind int, p_record bigint, p_limit int) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select f.record_id from records_text f
  where f.organisation_id = p_org and f.kind = p_kind and f.record_id > p_record order by f.record_id limit p_limit
$$;

create function records_mark(p_org bigint, p_kind int, p_record bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into records_dirty (organisation_id, kind, record_id) select p_org, p_kind, r from unnest(p_record) r
$$;
-- Takes marks away; the effect is in the same transaction, so that a worker that dies leaves them.
create function records_take(p_org bigint, p_limit int) returns table (kind int, record_id bigint)
language sql security definer set search_path = public, pg_temp as $$
  with taken as (
    delete from records_dirty d using (
      select id from records_dirty where organisation_id = p_org order by id limit p_limit for update skip locked) x
    where d.id = x.id returning d.kind, d.record_id)
  select distinct t.kind, t.record_id from taken t
$$;
create function records_waiting() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive o(id) as (
    (select organisation_id from records_dirty order by organisation_id limit 1)
    union all
    select (select d.organisation_id from records_dirty d where d.organisation_id > o.id order by 1 limit 1) from o where o.id is not null)
  select id from o where id is not null
$$;
create function records_waits(p_org bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from records_dirty where organisation_id = p_org)
$$;

do $$ declare f text; begin
  foreach f in array array[
    'records_text_keep(bigint, int, int, bigint[], int[], text[])', 'records_text_drop(bigint, int, bigint[])',
    'records_text_met(bigint, int, bigint[], int[])',
    'records_text_find(bigint, int, int[], int4[], int, int, bigint, int, int)',
    'records_text_among(bigint, int, int[], int4[], bigint[], int, int, bigint, int)',
    'records_text_ids(bigint, int, int4[], int)', 'records_text_made(bigint, int, bigint[])',
    'records_text_after(bigint, int, bigint, int)', 'records_mark(bigint, int, bigint[])', 'records_take(bigint, int)',
    'records_waiting()', 'records_waits(bigint)'] loop
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to changlai_app', f);
    execute format('alter function %s owner to changlai_gate', f);
  end loop;
end $$;
