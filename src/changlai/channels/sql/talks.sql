-- What a visitor's page shows, asked by the edge: each function opens the scope of the account's organisation, which the
-- caller has read from a token of ours.
create function channels_lines(p_org bigint, p_account bigint, p_threads text[], p_after int[], p_limit int)
returns table (thread text, number int, key text, is_ours boolean, name text, content text, occurred_at timestamptz)
language plpgsql as $$
begin
  perform set_config('app.organisations', format('{%s}', p_org), true);
  return query
    select t.thread::text, l.number, l.key::text, l.is_ours, l.name::text, l.content::text, l.occurred_at
    from unnest(p_threads, p_after) with ordinality x(th, n, place)
    join channels_talk t on t.organisation_id = p_org and t.account_id = p_account and t.thread = x.th and t.last_number > x.n
    cross join lateral (select * from channels_line i where i.organisation_id = p_org and i.talk_id = t.id and i.number > x.n
      order by i.number limit p_limit) l
    order by x.place, l.number;
end $$;
create function channels_lines_before(p_org bigint, p_account bigint, p_threads text[], p_before int[], p_limit int)
returns table (thread text, number int, key text, is_ours boolean, name text, content text, occurred_at timestamptz)
language plpgsql as $$
begin
  perform set_config('app.organisations', format('{%s}', p_org), true);
  return query
    select t.thread::text, l.number, l.key::text, l.is_ours, l.name::text, l.content::text, l.occurred_at
    from unnest(p_threads, p_before) with ordinality x(th, n, place)
    join channels_talk t on t.organisation_id = p_org and t.account_id = p_account and t.thread = x.th
    cross join lateral (select * from channels_line i where i.organisation_id = p_org and i.talk_id = t.id
      and i.number < x.n order by i.number desc limit p_limit) l
    order by x.place, l.number;
end $$;
create function channels_talks(p_org bigint, p_account bigint, p_threads text[])
returns table (thread text, last_number int, seen_number int, read_number int)
language plpgsql as $$
begin
  perform set_config('app.organisations', format('{%s}', p_org), true);
  return query
    select t.thread::text, t.last_number, t.seen_number, t.read_number from channels_talk t
    where t.organisation_id = p_org and t.account_id = p_account and t.thread = any(p_threads);
end $$;
grant execute on function channels_lines(bigint, bigint, text[], int[], int) to changlai_app;
grant execute on function channels_lines_before(bigint, bigint, text[], int[], int) to changlai_app;
grant execute on function channels_talks(bigint, bigint, text[]) to changlai_app;
