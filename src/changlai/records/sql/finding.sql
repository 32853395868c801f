-- How records are found by what records/sql/search.sql keeps.

-- Pieces that very many records of a kind have: about how many do, of how many there are. Whoever looks for such a
-- piece walks along the records themselves, who was met last first, and soon has a page; gathering all that have it
-- would take long.
create table records_common (
  organisation_id bigint not null, kind int not null, piece int not null, held int not null, among int not null,
  primary key (organisation_id, kind, piece));
revoke all on records_common from public;
grant select, insert, update, delete on records_common to changlai_gate;

-- Counts anew, in stretches of p_each records above each of p_starts; pieces that fewer than p_least have are left out.
create function records_common_count(p_org bigint, p_kind int, p_starts bigint[], p_each int, p_least int) returns void
language plpgsql security definer set search_path = public, pg_temp set work_mem = '64MB' as $$
declare total int;
begin
  select count(*) into total from records_text f where f.organisation_id = p_org and f.kind = p_kind;
  delete from records_common c where c.organisation_id = p_org and c.kind = p_kind;
  if total < p_least then return; end if;
  insert into records_common (organisation_id, kind, piece, held, among)
  with sampled as materialized (
    select f.record_id, f.pieces from unnest(p_starts) s(start) cross join lateral (
      select t.record_id, t.pieces from records_text t
      where t.organisation_id = p_org and t.kind = p_kind and t.record_id > s.start order by t.record_id limit p_each) f),
  size as (select count(*) as n from sampled)
  select p_org, p_kind, x.piece, (x.times * total / size.n)::int, total
  from (select p.piece, count(*) as times from sampled cross join lateral unnest(sampled.pieces) p(piece) group by 1) x, size
  where x.times * total / size.n >= p_least;
end $$;

-- Records that have all the pieces of one of the sets of a rank and of no better one, the best rank first, then who was
-- met last. p_sets holds a set a row, filled up by repeating its last piece. p_rank, p_seen, p_record: the last one of
-- the page before; no p_record: from the beginning of that rank. A rank that has p_depth records or more is told as
-- such, without any, and ends it.
create function records_text_find(p_org bigint, p_kind int, p_ranks int[], p_sets int4[], p_rank int, p_seen bigint, p_record bigint,
  p_limit int, p_depth int) returns table (rank int, seen bigint, record_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
set work_mem = '32MB' set jit = off as $$
declare n int := cardinality(p_ranks); at int := 1; till int; got int := 0; more int; is_many boolean;
  held_seen int[]; held int8[]; all_seen int[]; all_held int8[];
begin
  while at <= n and got < p_limit loop
    till := at;
    while till < n and p_ranks[till + 1] = p_ranks[at] loop till := till + 1; end loop;
    if p_ranks[at] >= p_rank then
      select bool_or(x.expected >= p_depth) into is_many from (
        select case when count(c.piece) = count(*) then max(c.among) * exp(sum(ln(c.held::float8 / c.among))) else 0 end as expected
        from (select distinct i, u.piece from generate_series(at, till) i cross join lateral unnest(p_sets[i:i]) u(piece)) p
        left join records_common c on c.organisation_id = p_org and c.kind = p_kind and c.piece = p.piece
        group by p.i) x;
      all_seen := '{}'; all_held := '{}';
      for i in at..till loop
        exit when is_many;
        select array_agg(f.seen), array_agg(f.record_id) into held_seen, held from (
          select t.seen, t.record_id from records_text t
          where t.pieces @> p_sets[i:i] and t.organisation_id = p_org and t.kind = p_kind limit p_depth) f;
        is_many := coalesce(cardinality(held), 0) >= p_depth;
        all_seen := all_seen || held_seen; all_held := all_held || held;
      end loop;
      if is_many then
        return query select p_ranks[at], null::bigint, null::bigint;
        return;
      end if;
      return query
        select p_ranks[at], x.s::bigint, x.r
        from (select distinct u.s, u.r from unnest(all_seen, all_held) u(s, r) order by u.s desc, u.r desc offset 0) x
        where (p_ranks[at] > p_rank or p_record is null or (x.s, x.r) < (p_seen, p_record))
          and ( -- asked of each in turn, until there are enough
            select bool_or(g.pieces @> p_sets[b.i:b.i]) from records_text g cross join generate_series(1, at - 1) b(i)
            where g.organisation_id = p_org and g.kind = p_kind and g.record_id = x.r) is not true
        order by x.s desc, x.r desc limit p_limit - got;
      get diagnostics more = row_count;
      got := got + more;
    end if;
    at := till + 1;
  end loop;
end $$;

-- The same among records that are named: for who sees so few that looking at each is the shortest way.
create function records_text_among(p_org bigint, p_kind int, p_ranks int[], p_sets int4[], p_records bigint[], p_rank int,
  p_seen bigint, p_record bigint, p_limit int) returns table (rank int, seen bigint, record_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select x.rank, x.seen::bigint, x.record_id from (
    select f.seen, f.record_id, (
      select min(p_ranks[i]) from generate_series(1, cardinality(p_ranks)) i where f.pieces @> p_sets[i:i]) rank
    from records_text f where f.organisation_id = p_org and f.kind = p_kind and f.record_id = any(p_records)
      and f.pieces && array(select distinct p_sets[i][1] from generate_series(1, cardinality(p_ranks)) i)) x
  where x.rank > p_rank or (x.rank = p_rank and (p_record is null or (x.seen, x.record_id) < (p_seen, p_record)))
  order by x.rank, x.seen desc, x.record_id desc limit p_limit
$$;

-- Which of these records have all the pieces of one of the sets, and of none of the better ones. Most have not even one
-- piece of any: that is asked first, of the arrays alone.
create function records_text_sift(p_org bigint, p_kind int, p_sets int4[], p_better int4[], p_records bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select f.record_id from (
    select t.record_id, t.pieces from records_text t
    where t.organisation_id = p_org and t.kind = p_kind and t.record_id = any(p_records) offset 0) f
  where f.pieces && array(select distinct p_sets[i][1] from generate_series(1, array_length(p_sets, 1)) i)
    and exists (select from generate_series(1, array_length(p_sets, 1)) i where f.pieces @> p_sets[i:i])
    and not exists (select from generate_series(1, array_length(p_better, 1)) i where f.pieces @> p_better[i:i])
$$;

-- Ids of records that have all the pieces of one of the sets: for lists, which put further conditions on them. Once one
-- set alone has p_depth of them, these are all that is told.
create function records_text_ids(p_org bigint, p_kind int, p_sets int4[], p_depth int) returns setof bigint
language plpgsql stable rows 1000 security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
set work_mem = '32MB' set jit = off as $$
declare held int8[]; all_held int8[] := '{}';
begin
  for i in 1..array_length(p_sets, 1) loop
    select array_agg(x.r) into held from (
      select f.record_id r from records_text f
      where f.pieces @> p_sets[i:i] and f.organisation_id = p_org and f.kind = p_kind limit p_depth) x;
    if cardinality(held) >= p_depth then
      return query select unnest(held);
      return;
    end if;
    all_held := all_held || held;
  end loop;
  return query select distinct u.r from unnest(all_held) u(r);
end $$;

-- How many records about have all the pieces of one of the sets, as far as common pieces tell; 0 where one of each set is
-- none of them.
create function records_text_expected(p_org bigint, p_kind int, p_sets int4[]) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(max(x.expected), 0)::int from (
    select case when count(c.piece) = count(*) then max(c.among) * exp(sum(ln(c.held::float8 / c.among))) else 0 end as expected
    from (select distinct i, u.piece from generate_series(1, array_length(p_sets, 1)) i
          cross join lateral unnest(p_sets[i:i]) u(piece)) p
    left join records_common c on c.organisation_id = p_org and c.kind = p_kind and c.piece = p.piece
    group by p.i) x
$$;

-- Whether one record has all the pieces of one of the sets: for lists of which a large part has them.
create function records_text_holds(p_org bigint, p_kind int, p_record bigint, p_sets int4[]) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare held int4[];
begin
  select f.pieces into held from records_text f where f.organisation_id = p_org and f.kind = p_kind and f.record_id = p_record;
  for i in 1..array_length(p_sets, 1) loop
    if held @> p_sets[i:i] then return true; end if;
  end loop;
  return false;
end $$;

do $$ declare f text; begin
  foreach f in array array[
    'records_common_count(bigint, int, bigint[], int, int)',
    'records_text_find(bigint, int, int[], int4[], int, bigint, bigint, int, int)',
    'records_text_among(bigint, int, int[], int4[], bigint[], int, bigint, bigint, int)',
    'records_text_sift(bigint, int, int4[], int4[], bigint[])', 'records_text_ids(bigint, int, int4[], int)',
    'records_text_expected(bigint, int, int4[])',
    'records_text_holds(bigint, int, bigint, int4[])'] loop
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to changlai_app', f);
    execute format('alter function %s owner to changlai_gate', f);
  end loop;
end $$;
